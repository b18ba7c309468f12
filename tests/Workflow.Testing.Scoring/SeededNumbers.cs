namespace Workflow.Testing.Scoring;

/// <summary>Random numbers that are the same in every run and under every runtime: SplitMix64 (Steele, Lea and Flood, 2014).</summary>
public sealed class SeededNumbers(ulong seed)
{
    private ulong _state = seed;

    public ulong NextBits()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 up to but not including <paramref name="bound"/>.</summary>
    public int Next(int bound) => (int)(NextBits() % (uint)bound);

    /// <summary>From <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => low + Next(high - low + 1);

    public double Between(double low, double high) => low + ((high - low) * ((NextBits() >> 11) * (1.0 / (1UL << 53))));

    public bool Chance(double probability) => Between(0.0, 1.0) < probability;

    public T Choose<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    public byte[] NextBytes(int length)
    {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)NextBits();
        return bytes;
    }
}
