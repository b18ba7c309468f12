using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Workflow.Jobs.Schedules;

/// <summary>Delays that keep schedules with the same tick from beginning at once.</summary>
public static class TickJitter
{
    /// <summary>The delay of a tick: spread evenly over [0, <paramref name="jitter"/>], the same on every node and after every restart.</summary>
    /// <param name="scheduleId">Which schedule; others have other delays.</param>
    /// <param name="tick">Which tick; its offset from UTC does not matter.</param>
    /// <param name="jitter">The longest delay. Longer than the time between two ticks, it may let the later begin first.</param>
    /// <exception cref="ArgumentOutOfRangeException">The jitter is negative.</exception>
    public static TimeSpan DelayOf(string scheduleId, DateTimeOffset tick, TimeSpan jitter)
    {
        ArgumentNullException.ThrowIfNull(scheduleId);
        ArgumentOutOfRangeException.ThrowIfLessThan(jitter, TimeSpan.Zero);
        string key = string.Create(CultureInfo.InvariantCulture, $"{scheduleId}\n{tick.UtcTicks}");
        ulong hash = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        return TimeSpan.FromTicks((long)Math.BigMul(hash, (ulong)jitter.Ticks + 1, out _));
    }
}
