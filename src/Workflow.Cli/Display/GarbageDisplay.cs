using System.Globalization;
using Workflow.Jobs.Retention.Garbage;

namespace Workflow.Cli.Display;

/// <summary>Tells whoever watches how far the removal has come: a line that is written over, and a new one for each kind.</summary>
internal sealed class GarbageDisplay : IProgress<GarbageProgress>
{
    /// <inheritdoc/>
    public void Report(GarbageProgress value)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{GarbagePrinter.NameOf(value.Kind)}: {value.Done} of {value.All}, {GarbagePrinter.Size(value.Bytes)}");
        Console.Error.Write(value.Done == value.All ? $"\r{line}\e[K\n" : $"\r{line}\e[K");
    }
}
