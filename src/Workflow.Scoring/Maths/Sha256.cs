using System.Buffers.Binary;
using System.Numerics;

namespace Workflow.Scoring.Maths;

/// <summary>
/// SHA-256 (FIPS 180-4) in managed code. The scorer's image holds no cryptographic library, and the framework's SHA-256 calls one;
/// everything outside the scoring runtime uses the framework's.
/// </summary>
public static class Sha256
{
    private static readonly uint[] RoundConstants = CreateRoundConstants();

    /// <summary>The digest of <paramref name="data"/>, as 64 lower-case hexadecimal digits.</summary>
    public static string HashHex(ReadOnlySpan<byte> data)
    {
        Span<uint> state =
            [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
        int whole = data.Length & ~63;
        for (int i = 0; i < whole; i += 64) Compress(state, data.Slice(i, 64));

        // Padding: one bit, zeroes, and the length in bits; one or two blocks.
        Span<byte> tail = stackalloc byte[128];
        ReadOnlySpan<byte> rest = data[whole..];
        rest.CopyTo(tail);
        tail[rest.Length] = 0x80;
        int length = rest.Length < 56 ? 64 : 128;
        BinaryPrimitives.WriteUInt64BigEndian(tail[(length - 8)..], (ulong)data.Length * 8);
        for (int i = 0; i < length; i += 64) Compress(state, tail.Slice(i, 64));

        Span<byte> digest = stackalloc byte[32];
        for (int i = 0; i < 8; i++) BinaryPrimitives.WriteUInt32BigEndian(digest[(i * 4)..], state[i]);
        return Convert.ToHexStringLower(digest);
    }

    private static void Compress(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> w = stackalloc uint[64];
        for (int i = 0; i < 16; i++) w[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * 4)..]);
        for (int i = 16; i < 64; i++)
        {
            uint s0 = BitOperations.RotateRight(w[i - 15], 7) ^ BitOperations.RotateRight(w[i - 15], 18) ^ (w[i - 15] >> 3);
            uint s1 = BitOperations.RotateRight(w[i - 2], 17) ^ BitOperations.RotateRight(w[i - 2], 19) ^ (w[i - 2] >> 10);
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }

        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (int i = 0; i < 64; i++)
        {
            uint s1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            uint t1 = h + s1 + ((e & f) ^ (~e & g)) + RoundConstants[i] + w[i];
            uint s0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            uint t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    // The first 32 bits of the fractional parts of the cube roots of the first 64 primes, as the standard defines them.
    private static uint[] CreateRoundConstants()
    {
        var constants = new uint[64];
        int count = 0;
        for (int candidate = 2; count < constants.Length; candidate++)
        {
            if (IsPrime(candidate)) constants[count++] = FractionOfCubeRoot((uint)candidate);
        }

        return constants;
    }

    private static bool IsPrime(int n)
    {
        for (int divisor = 2; divisor * divisor <= n; divisor++)
        {
            if (n % divisor == 0) return false;
        }

        return true;
    }

    // floor(cbrt(n) 2^32) modulo 2^32, in integers: the largest r with r³ at most n 2^96. All cubes here stay below 2^108.
    private static uint FractionOfCubeRoot(uint n)
    {
        UInt128 low = 0, high = (UInt128)8 << 32;
        UInt128 target = (UInt128)n << 96;
        while (high - low > 1)
        {
            UInt128 middle = (low + high) / 2;
            if (middle * middle * middle <= target) low = middle;
            else high = middle;
        }

        return (uint)low;
    }
}
