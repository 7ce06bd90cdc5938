using System.Text;
using Microsoft.Extensions.Options;
using MsgStore.Encryption.Passwords;
using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>Password hashes against the reference implementation's command line.</summary>
public sealed class Argon2CommandLineTests
{
    [Theory]
    [InlineData("testpass", "saltsaltsaltsalt", 3, 65_536, 4, 16)]
    [InlineData("testpass", "somesaltsomesaltsomesaltsomesalt", 3, 65_536, 4, 32)]
    [InlineData("pass word: ünïcode", "8 octets", 1, 4_096, 1, 64)]
    public async Task A_hash_of_the_command_line_verifies(string password, string salt, int iterations, int memoryKiB, int parallelism, int octets)
    {
        using var passwords = new PasswordHash(Options.Create(new PasswordHashOptions()));
        var encoded = (await Run.Async("argon2", [salt, "-id", "-t", $"{iterations}", "-k", $"{memoryKiB}", "-p", $"{parallelism}", "-l", $"{octets}", "-e"], password)).Trim();
        Assert.True(await passwords.VerifyAsync(encoded, Encoding.UTF8.GetBytes(password)), encoded);
        Assert.False(await passwords.VerifyAsync(encoded, Encoding.UTF8.GetBytes(password + "x")));
    }

    [Theory]
    [InlineData("somesaltsomesalt", 1)]
    [InlineData("somesaltsomesaltsomesaltsomesalt", 1)]
    [InlineData("somesaltsomesaltsomesaltsomesalt", 4)]
    public async Task The_command_line_makes_the_same_hash_from_the_same_salt(string salt, int parallelism)
    {
        using var passwords = new PasswordHash(Options.Create(new PasswordHashOptions { Parallelism = parallelism }));
        var encoded = await passwords.HashAsync("testpass"u8.ToArray(), Encoding.UTF8.GetBytes(salt), CancellationToken.None);
        Assert.Equal(encoded, (await Run.Async("argon2", [salt, "-id", "-t", "3", "-k", "65536", "-p", $"{parallelism}", "-l", "32", "-e"], "testpass")).Trim());
    }
}
