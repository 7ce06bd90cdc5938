using Microsoft.Extensions.Options;

namespace MsgStore.Hosting.Listeners;

[OptionsValidator]
internal sealed partial class SmtpListenerOptionsValidator : IValidateOptions<SmtpListenerOptions>;
