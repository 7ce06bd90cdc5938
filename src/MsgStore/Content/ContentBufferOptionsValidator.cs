using Microsoft.Extensions.Options;

namespace MsgStore.Content;

[OptionsValidator]
internal sealed partial class ContentBufferOptionsValidator : IValidateOptions<ContentBufferOptions>;
