using Workflow.Scorer.Requests;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Inference;

/// <summary>The outputs that a request asks for, in its order; all that the model makes where it names none.</summary>
/// <param name="all">All outputs for which it may ask.</param>
internal sealed class OutputChoice(OutputTensor[] all)
{
    private readonly List<OutputTensor> _chosen = [];

    /// <summary>The outputs.</summary>
    public IReadOnlyList<OutputTensor> Outputs => _chosen.Count > 0 ? _chosen : [.. all.Where(output => output.IsScored)];

    /// <summary>Chooses one.</summary>
    /// <exception cref="RequestException">There is no such output, or it was chosen before.</exception>
    public void Add(string name)
    {
        OutputTensor known = Array.Find(all, one => string.Equals(one.Name, name, StringComparison.Ordinal)) ?? throw new RequestException(
            $"there is no output \"{RecordText.Quote(name)}\"; there are: {string.Join(", ", all.Take(RequestException.MostErrors).Select(one => one.Name))}");
        if (_chosen.Contains(known)) throw new RequestException($"output \"{name}\" stands twice");
        _chosen.Add(known);
    }
}
