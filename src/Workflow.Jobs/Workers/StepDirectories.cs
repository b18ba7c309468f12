using System.Globalization;
using Workflow.Jobs.Home;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Workers;

/// <summary>Scratch directories of claims: <c>run/step/fence</c>. Those above go with the last one in them.</summary>
internal sealed class StepDirectories(WorkflowHome home)
{
    private const int MostAttempts = 100;

    // One step's end must not take away the run's directory while another step is making its own in it.
    private readonly Lock _gate = new();

    /// <summary>Makes the directory of a claim.</summary>
    public string Create(StepClaim claim)
    {
        lock (_gate)
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    return Directory.CreateDirectory(PathOf(claim)).FullName;
                }
                catch (DirectoryNotFoundException) when (attempt < MostAttempts)
                {
                    // Another process has taken away the run's directory between its making and that of the step's.
                }
            }
        }
    }

    /// <summary>Removes the directory of a claim, where it has one, and whatever is in it.</summary>
    public void Remove(StepClaim claim)
    {
        string path = PathOf(claim);
        if (!Directory.Exists(path)) return;
        TryDelete(path, isWhole: true);
        lock (_gate)
        {
            TryDelete(Path.GetDirectoryName(path)!, isWhole: false);
            TryDelete(Path.Combine(home.Work, claim.RunId), isWhole: false);
        }
    }

    private static void TryDelete(string path, bool isWhole)
    {
        try
        {
            Directory.Delete(path, isWhole);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // Not empty, or left to whoever next takes the home's lock: nothing reads it, since every claim has a directory of its own.
        }
    }

    private string PathOf(StepClaim claim) => Path.Combine(home.Work, claim.RunId, claim.Step, claim.Fence.ToString(CultureInfo.InvariantCulture));
}
