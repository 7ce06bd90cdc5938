using System.ComponentModel.DataAnnotations;

namespace MsgStore.Queue.Dkim;

/// <summary>One key of a domain.</summary>
public sealed class DkimKeyOptions
{
    /// <summary>The signing domain (d=): mail whose From is at it is signed.</summary>
    [Required] public string Domain { get; set; } = "";

    /// <summary>The selector (s=): the public key stands in TXT of selector<c>._domainkey.</c>domain.</summary>
    [Required] public string Selector { get; set; } = "";

    /// <summary>A PEM file with the private key: RSA of 1024 bits or more (RFC 8301 §3.2 asks for 2048), or Ed25519 in PKCS #8.</summary>
    [Required] public string KeyFile { get; set; } = "";
}
