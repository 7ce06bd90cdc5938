using Microsoft.Extensions.Options;

namespace MsgStore.Protocols.ManageSieve;

/// <summary>Refuses options out of their ranges when the host starts.</summary>
[OptionsValidator]
public sealed partial class ManageSieveServerOptionsValidator : IValidateOptions<ManageSieveServerOptions>;
