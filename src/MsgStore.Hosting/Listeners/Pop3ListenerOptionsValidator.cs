using Microsoft.Extensions.Options;

namespace MsgStore.Hosting.Listeners;

[OptionsValidator]
internal sealed partial class Pop3ListenerOptionsValidator : IValidateOptions<Pop3ListenerOptions>;
