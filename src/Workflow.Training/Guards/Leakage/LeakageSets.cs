namespace Workflow.Training.Guards.Leakage;

/// <summary>Which columns the models of a review see.</summary>
internal sealed class LeakageSets
{
    private const int MostLeaks = 10;

    private readonly int[] _usable;
    private readonly int[] _left;

    /// <summary>Orders the findings by how well their columns predict.</summary>
    public LeakageSets(LeakageMeasurements measured, LeakageMode mode)
    {
        int[] strongest = [.. measured.Findings.Keys.OrderByDescending(column => measured.Scores[column]!.Value).ThenBy(column => column)];
        _usable = measured.Usable;
        Weighed = [.. strongest.Take(MostLeaks)];
        Leaks = [.. strongest.Where(column => measured.Findings[column].Action != GuardAction.Allow)];
        _left = [.. _usable.Except(Leaks)];
        int looks = mode == LeakageMode.Exhaustive ? Math.Min(Leaks.Length, MostLeaks) + 1 : 1;
        Looks = [.. Enumerable.Range(0, looks).Select(taken => _usable.Except(Leaks.Take(taken)).ToArray())];
    }

    /// <summary>Columns that the recipe does not allow, the strongest first.</summary>
    public int[] Leaks { get; }

    /// <summary>Columns that are weighed one by one: the ten strongest, allowed or not.</summary>
    public int[] Weighed { get; }

    /// <summary>The columns of each look: all of them, then one leak less each time.</summary>
    public int[][] Looks { get; }

    /// <summary>Every set that a model is needed for; some may be equal.</summary>
    public IEnumerable<int[]> All => [.. Looks, .. Weighed.Select(With), .. Weighed.Select(Without)];

    /// <summary>The columns that are left without the leaks, and this one.</summary>
    public int[] With(int column) => [.. _left.Union([column])];

    /// <summary>The columns that are left without the leaks and without this one.</summary>
    public int[] Without(int column) => [.. _left.Except([column])];

    /// <summary>The look in which a column was the strongest leak, from 1; the first for a column that stays.</summary>
    public int PassOf(int column) => Math.Clamp(Array.IndexOf(Leaks, column), 0, Looks.Length - 1) + 1;
}
