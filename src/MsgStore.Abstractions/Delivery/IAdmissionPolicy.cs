namespace MsgStore.Delivery;

/// <summary>Decides before any data is taken: block lists, greylisting, rate limits, SPF. Several policies are asked in order of registration; the first refusal counts.</summary>
/// <remarks>Safe for concurrent use. An exception counts as a refusal for now (4.3.0).</remarks>
public interface IAdmissionPolicy
{
    /// <summary>Gives a verdict.</summary>
    ValueTask<AdmissionVerdict> CheckAsync(AdmissionEvent admission, CancellationToken cancellationToken = default);
}
