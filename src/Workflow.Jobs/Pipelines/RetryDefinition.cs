using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Workflow.Jobs.Pipelines;

/// <summary>How often, and after how long, a failed attempt is repeated. Only failures that may not happen again are.</summary>
public sealed record RetryDefinition
{
    /// <summary>Attempts in all.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Wait after the first failed attempt.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Each further wait is this many times the one before it.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>Longest wait.</summary>
    public TimeSpan MaximumDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Share of a wait that is left to chance, so that steps which failed together do not come back together; 0 to 1.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>How long to wait after a failed attempt. The same for the same step, attempt and seed: chance is a hash.</summary>
    /// <param name="attempt">Attempts that have failed, from 1.</param>
    /// <param name="seed">What tells one step's chance from another's, for example run and step.</param>
    public TimeSpan DelayAfter(int attempt, string seed)
    {
        double wait = Math.Min(Delay.TotalMilliseconds * Math.Pow(Factor, attempt - 1), MaximumDelay.TotalMilliseconds);
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{attempt}"));
        double chance = BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)uint.MaxValue;
        return TimeSpan.FromMilliseconds(Math.Round(wait * (1 - (Jitter * chance))));
    }
}
