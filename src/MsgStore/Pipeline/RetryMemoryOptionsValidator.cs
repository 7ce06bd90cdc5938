using Microsoft.Extensions.Options;

namespace MsgStore.Pipeline;

[OptionsValidator]
internal sealed partial class RetryMemoryOptionsValidator : IValidateOptions<RetryMemoryOptions>;
