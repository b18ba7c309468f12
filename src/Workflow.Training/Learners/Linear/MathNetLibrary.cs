using MathNet.Numerics;

namespace Workflow.Training.Learners.Linear;

/// <summary>The library that solves linear systems: managed code on one thread, so that the bits do not depend on the number of cores.</summary>
internal static class MathNetLibrary
{
    static MathNetLibrary()
    {
        Control.UseManaged();
        Control.UseSingleThread();
    }

    /// <summary>Name and version.</summary>
    public static string Name { get; } = $"MathNet.Numerics {typeof(Control).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>Call before any other use of the library.</summary>
    public static void UseOneThread() => _ = Name;
}
