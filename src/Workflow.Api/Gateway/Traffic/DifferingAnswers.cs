using System.Collections.Concurrent;
using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Api.Gateway.Traffic;

/// <summary>Answers that differ, until they are written down. Of one step no more than are kept for good are held.</summary>
internal sealed class DifferingAnswers
{
    private readonly ConcurrentQueue<(ArmKey Arm, ComparedAnswer Answer)> _waiting = new();

    /// <summary>Holds answers.</summary>
    public void Add(ArmKey arm, ComparedAnswer answer)
    {
        if (_waiting.Count < ComparedAnswerStore.MostKept) _waiting.Enqueue((arm, answer));
    }

    /// <summary>All that are held; they are held no more.</summary>
    public IReadOnlyList<(ArmKey Arm, ComparedAnswer Answer)> Take()
    {
        var all = new List<(ArmKey, ComparedAnswer)>();
        while (_waiting.TryDequeue(out (ArmKey, ComparedAnswer) next)) all.Add(next);
        return all;
    }
}
