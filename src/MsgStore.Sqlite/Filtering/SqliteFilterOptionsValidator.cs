using Microsoft.Extensions.Options;

namespace MsgStore.Sqlite.Filtering;

[OptionsValidator]
internal sealed partial class SqliteFilterOptionsValidator : IValidateOptions<SqliteFilterOptions>;
