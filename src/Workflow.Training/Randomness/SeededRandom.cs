using System.Numerics;
using System.Text;

namespace Workflow.Training.Randomness;

/// <summary>
/// A random sequence that depends on its seed alone: xoshiro256** (Blackman and Vigna, 2018) started by SplitMix64. The framework may
/// change how its own generator maps a seed to a sequence; this one never changes, so neither do splits, searches and simulations.
/// </summary>
public sealed class SeededRandom
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Starts the sequence of a seed.</summary>
    public SeededRandom(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    /// <summary>Starts a sequence of its own for one purpose, so that a draw more in one place shifts nothing in another.</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="purpose">What the numbers are for, for example <c>split</c>.</param>
    /// <param name="index">Which of several such sequences.</param>
    public static SeededRandom For(long seed, string purpose, int index = 0)
    {
        // FNV-1a over the purpose, mixed with seed and index.
        ulong hash = 14695981039346656037;
        foreach (byte b in Encoding.UTF8.GetBytes(purpose)) hash = (hash ^ b) * 1099511628211;
        ulong mixed = hash ^ (ulong)seed;
        mixed = SplitMix(ref mixed) ^ (uint)index;
        return new SeededRandom(SplitMix(ref mixed));
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A whole number from 0 up to but not including <paramref name="bound"/>, all equally likely.</summary>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);

        // Lemire's method: the high half of a product, with the few biased products drawn again.
        ulong range = (uint)bound;
        ulong product = (NextBits() >> 32) * range;
        if ((uint)product < range)
        {
            uint threshold = (uint)((1UL << 32) % range);
            while ((uint)product < threshold) product = (NextBits() >> 32) * range;
        }

        return (int)(product >> 32);
    }

    /// <summary>A number from 0 up to but not including 1, a multiple of 2^-53.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from <paramref name="low"/> up to <paramref name="high"/>.</summary>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>
    /// An approximately normal number with mean 0 and standard deviation 1: the sum of twelve uniform ones less 6 (never beyond 6).
    /// Sums and products only, so that its bits are the same on every host.
    /// </summary>
    public double NextNormal()
    {
        double sum = -6;
        for (int i = 0; i < 12; i++) sum += NextDouble();
        return sum;
    }

    /// <summary>Puts items into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>One of several items, all equally likely.</summary>
    public T Choose<T>(ReadOnlySpan<T> items) => items[Next(items.Length)];

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
