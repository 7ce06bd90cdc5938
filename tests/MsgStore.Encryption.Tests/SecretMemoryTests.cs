
namespace MsgStore.Encryption.Tests;

public sealed class SecretMemoryTests
{
    [Fact]
    public void Memory_starts_as_zeroes_and_holds_what_is_written()
    {
        using var memory = new SecretMemory(100);
        Assert.True(memory.Use(0, static (octets, _) => octets.Length == 100 && !octets.ContainsAnyExcept((byte)0)));
        memory.Use((byte)7, static (octets, value) =>
        {
            octets.Fill(value);
            return 0;
        });
        Assert.True(memory.Use(0, static (octets, _) => !octets.ContainsAnyExcept((byte)7)));
        Assert.True(memory.IsLocked);
    }

    [Fact]
    public void Random_memory_differs()
    {
        using var one = SecretMemory.CreateRandom(32);
        using var other = SecretMemory.CreateRandom(32);
        Assert.NotEqual(one.Use(0, static (octets, _) => octets.ToArray()), other.Use(0, static (octets, _) => octets.ToArray()));
    }

    [Fact]
    public void Disposed_memory_cannot_be_used()
    {
        var memory = new SecretMemory(1);
        memory.Dispose();
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Use(0, static (_, _) => 0));
    }

    [Fact]
    public void Memory_lent_out_outlives_a_dispose_until_it_is_given_back()
    {
        var memory = new SecretMemory(1);
        Assert.Equal(9, memory.Use(memory, static (octets, owner) =>
        {
            owner.Dispose();
            octets[0] = 9;
            return octets[0];
        }));
        Assert.Throws<ObjectDisposedException>(() => memory.Use(0, static (_, _) => 0));
    }
}
