using System.Numerics;

namespace Workflow.Jobs.Schedules;

/// <summary>The values that a field of a cron text allows.</summary>
/// <param name="Bits">Bit n is set where the value n is allowed; Sunday is 0.</param>
/// <param name="IsWildcard">Whether the field was written as <c>*</c> or <c>?</c>, so that it restricts nothing.</param>
/// <param name="HasSteppedWildcard">Whether a part was written as <c>*/N</c>.</param>
/// <param name="HasStep">Whether a part was written with a step.</param>
internal readonly record struct CronFieldValues(ulong Bits, bool IsWildcard, bool HasSteppedWildcard, bool HasStep)
{
    /// <summary>Whether the field says "every so often" and not "at these".</summary>
    public bool IsInterval => BitOperations.PopCount(Bits) > 1 && (IsWildcard || HasStep);

    /// <summary>The values, ascending.</summary>
    public IEnumerable<int> Values()
    {
        for (ulong rest = Bits; rest != 0; rest &= rest - 1) yield return BitOperations.TrailingZeroCount(rest);
    }
}
