# Runs a command with its output in a file, and prints what it took, as JSON: `measure.py <file> <command>`. wait4
# tells of that command and its children alone; RUSAGE_CHILDREN would tell of a shell, too, that has become this
# Python. Memory is that of the largest process.
import json, os, sys, time

out, command = sys.argv[1], sys.argv[2:]
actions = [
    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
    (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
    (os.POSIX_SPAWN_DUP2, 1, 2),
]
started = time.time()
pid = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
_, status, used = os.wait4(pid, 0)
ended = time.time()
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({
    "code": os.waitstatus_to_exitcode(status),
    "startedMs": started * 1000,
    "endedMs": ended * 1000,
    "cpuMs": (used.ru_utime + used.ru_stime) * 1000,
    "peakMb": used.ru_maxrss * unit / 1048576,
}))
