using Microsoft.Extensions.Options;

namespace MsgStore.Pipeline;

[OptionsValidator]
internal sealed partial class RoutingOptionsValidator : IValidateOptions<RoutingOptions>;
