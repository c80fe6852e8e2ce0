# Runs a command and prints what it took, as JSON; memory is that of its largest process.
import json, resource, subprocess, sys, time

started = time.time()
code = subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=open(sys.argv[1], "w"), stderr=subprocess.STDOUT).returncode
ended = time.time()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({
    "code": code,
    "startedMs": started * 1000,
    "endedMs": ended * 1000,
    "cpuMs": (used.ru_utime + used.ru_stime) * 1000,
    "peakMb": used.ru_maxrss * unit / 1048576,
}))
