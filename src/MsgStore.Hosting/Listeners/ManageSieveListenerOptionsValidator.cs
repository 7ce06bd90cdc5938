using Microsoft.Extensions.Options;

namespace MsgStore.Hosting.Listeners;

[OptionsValidator]
internal sealed partial class ManageSieveListenerOptionsValidator : IValidateOptions<ManageSieveListenerOptions>;
