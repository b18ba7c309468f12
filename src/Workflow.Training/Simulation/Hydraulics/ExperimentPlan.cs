namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>
/// The order in which the rig is taken through its faults, as in the published experiment: sorted by cooler condition; within a cooler
/// condition every combination of accumulator, pump and valve in blocks of constant settings.
/// </summary>
internal static class ExperimentPlan
{
    /// <summary>Cycles of the whole experiment.</summary>
    public const int FullCycles = 2205;

    private const int FirstWarmUp = 210;
    private const int WarmUp = 200;
    private const int BlockLength = 10;
    private const int LastBlockExtra = 9;

    /// <summary>The settings of every cycle of the whole experiment.</summary>
    public static IReadOnlyList<RigSettings> Full { get; } = Build();

    /// <summary>Which cycle of the whole experiment stands at a place of a shorter, evenly spaced selection.</summary>
    /// <param name="index">Place in the selection, from 0.</param>
    /// <param name="cycles">Length of the selection, from 1 to <see cref="FullCycles"/>.</param>
    public static int SelectCycle(int index, int cycles) => (int)((long)index * FullCycles / cycles);

    private static List<RigSettings> Build()
    {
        var plan = new List<RigSettings>(FullCycles);
        Repeat(FirstWarmUp, new RigSettings(3, 100, 0, 130, true));
        foreach (int cooler in (ReadOnlySpan<int>)[3, 20, 100])
        {
            // The accumulators are left as they are until the oil has its new temperature.
            if (cooler != 3) Repeat(WarmUp, plan[^1] with { Cooler = cooler, IsSettling = true });
            foreach (int accumulator in (ReadOnlySpan<int>)[130, 115, 100, 90]) AddAccumulator(cooler, accumulator);
        }

        Repeat(LastBlockExtra, plan[^1]);
        return plan;

        void AddAccumulator(int cooler, int accumulator)
        {
            var healthy = new RigSettings(cooler, 100, 0, accumulator, true);
            if (plan[^1].Accumulator != accumulator) Repeat(BlockLength, healthy);
            foreach (int leakage in (ReadOnlySpan<int>)[2, 1, 0])
            {
                Repeat(1, healthy with { PumpLeakage = leakage });
                foreach (int valve in (ReadOnlySpan<int>)[73, 80, 90, 100])
                {
                    Repeat(BlockLength, new RigSettings(cooler, valve, leakage, accumulator, false));
                }
            }
        }

        void Repeat(int cycles, RigSettings settings) => plan.AddRange(Enumerable.Repeat(settings, cycles));
    }
}
