/**
 * Puts off what an `Intl.ListFormat` costs, a tenth of a start, until it formats: @sindresorhus/is makes two when it is
 * loaded, for the messages of errors.
 */
const { ListFormat } = Intl;

Intl.ListFormat = function later(...given) {
  return { format: (list) => new ListFormat(...given).format(list) };
};

/** Makes `Intl` whole again. */
export function putBack() {
  Intl.ListFormat = ListFormat;
}
