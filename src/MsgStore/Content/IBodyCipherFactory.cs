namespace MsgStore.Content;

/// <summary>Makes ciphers of bodies from key files. There is one in the container where the host encrypts.</summary>
internal interface IBodyCipherFactory
{
    /// <summary>Reads a key, or makes one where the file is not there: mode 0600, durable before it is used.</summary>
    /// <param name="keyFile">The file, absolute.</param>
    /// <exception cref="Storage.MsgStoreException">KeyUnavailable: the file cannot be read, written, or is no key; the message names it.</exception>
    IBodyCipher Open(string keyFile);
}
