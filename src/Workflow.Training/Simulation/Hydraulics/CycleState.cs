namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>All that the sensors of one cycle have in common.</summary>
internal sealed record CycleState
{
    /// <summary>Temperature of the oil at which the rig was adjusted, in °C.</summary>
    public const double ReferenceOil = 36;

    /// <summary>Number of the cycle in the whole experiment, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>What the rig was set to.</summary>
    public required RigSettings Settings { get; init; }

    /// <summary>Temperature of the oil when the cycle starts, in °C.</summary>
    public required double OilAtStart { get; init; }

    /// <summary>Temperature of the oil when the cycle ends, in °C: where the next cycle starts.</summary>
    public required double OilAtEnd { get; init; }

    /// <summary>Temperature behind the cooler when the cycle starts, in °C.</summary>
    public required double CooledOilAtStart { get; init; }

    /// <summary>The same when the cycle ends, in °C.</summary>
    public required double CooledOilAtEnd { get; init; }

    /// <summary>Temperature of the air around the rig, in °C.</summary>
    public required double Ambient { get; init; }

    /// <summary>Part of the oil's excess over the ambient temperature that the cooler takes away, in percent.</summary>
    public required double CoolerEfficiency { get; init; }

    /// <summary>How late the valve opens, in seconds.</summary>
    public required double ValveLag { get; init; }

    /// <summary>The load steps during which the relief valve hangs.</summary>
    public required ReliefValveHang Hang { get; init; }

    /// <summary>Air that came into the lines when pump or accumulators were last changed: 1 at the change, then ever less.</summary>
    public required double TrappedAir { get; init; }

    /// <summary>What the line of PS4 does.</summary>
    public required SideLineState SideLine { get; init; }

    /// <summary>Temperature of the oil in the middle of the cycle, less that at which the rig was adjusted, in kelvin.</summary>
    public double Warmth => ((OilAtStart + OilAtEnd) / 2) - ReferenceOil;
}
