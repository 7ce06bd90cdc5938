using MsgStore.Accounts;

namespace MsgStore.Encryption.Keys;

/// <summary>A private key in memory, with its public half.</summary>
internal sealed class UserKey : IDisposable
{
    public UserKey(SecretMemory privateKey, PublicKey publicKey, bool isCurrent)
    {
        Private = privateKey;
        Public = publicKey;
        IsCurrent = isCurrent;
    }

    public SecretMemory Private { get; }

    public PublicKey Public { get; }

    /// <summary>Whether new mail is sealed for it.</summary>
    public bool IsCurrent { get; }

    public void Dispose() => Private.Dispose();
}
