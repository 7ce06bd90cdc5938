using Microsoft.Extensions.Options;

namespace MsgStore.Protocols.Pop3;

/// <summary>Refuses options out of their ranges when the host starts.</summary>
[OptionsValidator]
public sealed partial class Pop3ServerOptionsValidator : IValidateOptions<Pop3ServerOptions>;
