using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using MsgStore.Encryption;

namespace MsgStore.Accounts.Logins;

/// <summary>
/// Remembers logins that were right: a keyed hash (HMAC-SHA256, RFC 2104) over user, stored hash string and password, under a random key in
/// locked memory. It holds no password and nothing one could be tried against outside this process; a changed password is another entry.
/// </summary>
internal sealed class LoginCache : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Key, long> _entries = [];
    private readonly Queue<(Key Key, long At)> _order = new();
    private readonly SecretMemory _key;
    private readonly TimeProvider _time;
    private readonly TimeSpan _age;
    private readonly int _capacity;

    public LoginCache(TimeSpan age, int capacity, TimeProvider time, ILogger logger)
    {
        _age = age;
        _capacity = capacity;
        _time = time;
        _key = SecretMemory.CreateRandom(HMACSHA256.HashSizeInBytes, logger);
    }

    /// <summary>Entries held now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _entries.Count;
        }
    }

    /// <summary>The entry of a login. The password is read where it lies.</summary>
    public Key KeyOf(Login login, ReadOnlySpan<byte> password) =>
        _key.Use(new Parts(login, password), static (key, parts) => Mix(key, parts.Login, parts.Password));

    /// <summary>Whether the login was right, at most the allowed age ago.</summary>
    public bool Contains(Key key)
    {
        lock (_gate)
            return _entries.TryGetValue(key, out var at) && _time.GetElapsedTime(at) < _age;
    }

    /// <summary>Remembers a login that was right just now.</summary>
    public void Add(Key key)
    {
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            _entries[key] = now;
            _order.Enqueue((key, now));
            // Every entry stands in the queue once for each time it was added; the newest of them counts.
            while (_order.TryPeek(out var oldest) && (_order.Count > _capacity || _time.GetElapsedTime(oldest.At) >= _age))
            {
                _order.Dequeue();
                if (_entries.TryGetValue(oldest.Key, out var at) && at == oldest.At)
                    _entries.Remove(oldest.Key);
            }
        }
    }

    public void Dispose() => _key.Dispose();

    private static Key Mix(ReadOnlySpan<byte> key, Login login, ReadOnlySpan<byte> password)
    {
        // The password is hashed first, alone, so that it need not be copied beside the names; the parts' lengths cannot be shifted.
        Span<byte> inner = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, password, inner);
        var names = Encoding.UTF8.GetBytes($"{login.Name}\n{login.Hash}\n");
        Span<byte> outer = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, (byte[])[.. names, .. inner], outer);
        CryptographicOperations.ZeroMemory(inner);
        return MemoryMarshal.Read<Key>(outer);
    }

    /// <summary>The 256 bits of an entry.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Key(UInt128 First, UInt128 Second);

    private readonly ref struct Parts(Login login, ReadOnlySpan<byte> password)
    {
        public Login Login { get; } = login;

        public ReadOnlySpan<byte> Password { get; } = password;
    }
}
