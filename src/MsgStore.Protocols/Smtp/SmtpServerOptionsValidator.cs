using Microsoft.Extensions.Options;

namespace MsgStore.Protocols.Smtp;

/// <summary>Refuses options out of their ranges when the host starts.</summary>
[OptionsValidator]
public sealed partial class SmtpServerOptionsValidator : IValidateOptions<SmtpServerOptions>;
