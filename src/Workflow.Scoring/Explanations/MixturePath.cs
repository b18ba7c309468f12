using Workflow.Scoring.Models;

namespace Workflow.Scoring.Explanations;

/// <summary>
/// Carries one row's contributions from the members of a mixture to its margins, along the straight line from the members' biases to their margins:
/// a contribution to a member's margin counts by the mixture's mean slope there (Aumann and Shapley's value; as integrated gradients in Sundararajan
/// and others, Axiomatic attribution for deep networks, 2017). Of a function of one number this is the rescale rule; of several it shares among them
/// what they do together. The bias is the mixture of the biases.
/// </summary>
internal readonly ref struct MixturePath
{
    private readonly MixtureModel _model;
    private readonly ReadOnlySpan<double> _parts;
    private readonly MixtureLine _line;
    private readonly Span<double> _slopes;

    /// <summary>Prepares one row.</summary>
    /// <param name="model">The mixture.</param>
    /// <param name="parts">Member by member, for each margin the contributions of the member's own features and the bias.</param>
    /// <param name="scratch">Room for <see cref="ScratchLength"/> numbers.</param>
    public MixturePath(MixtureModel model, ReadOnlySpan<double> parts, Span<double> scratch)
    {
        _model = model;
        _parts = parts;
        _slopes = scratch[..SlopeCount(model)];
        _line = new MixtureLine(model, scratch[SlopeCount(model)..]);
        int start = 0;
        for (int i = 0; i < model.Members.Count; i++)
        {
            int stride = model.Members[i].Features.Length + 1;
            for (int k = 0; k < model.MarginCount; k++, start += stride) _line.Set(i, k, parts[start + stride - 1], Sum(parts.Slice(start, stride - 1)));
        }
    }

    /// <summary>Numbers of scratch that a row needs.</summary>
    public static int ScratchLength(MixtureModel model) => SlopeCount(model) + MixtureLine.ScratchLength(model);

    /// <summary>Carries them.</summary>
    /// <param name="margins">The row's margins.</param>
    /// <param name="contributions">Receives for each margin the contributions of the features, and the bias.</param>
    public void Carry(ReadOnlySpan<double> margins, Span<double> contributions)
    {
        _slopes.Clear();
        _line.AddMeanSlopes(_slopes);
        contributions.Clear();
        int width = _model.MarginCount, stride = _model.FeatureCount + 1, slope = 0;
        Span<double> biases = _line.MarginsAt(0);
        for (int margin = 0; margin < width; margin++)
        {
            Span<double> own = contributions.Slice(margin * stride, stride);
            for (int i = 0, start = 0; i < _model.Members.Count; i++)
            {
                for (int k = 0; k < width; k++, start += _model.Members[i].Features.Length + 1) Add(_model.Scale * _slopes[slope++], i, start, own);
            }

            own[^1] = biases[margin];
            ShareOut(margins[margin] - own[^1] - Sum(own[..^1]), own[..^1]);
        }
    }

    private void Add(double slope, int member, int start, Span<double> own)
    {
        int[] features = _model.Members[member].Features;
        for (int j = 0; j < features.Length; j++) own[features[j]] += slope * _parts[start + j];
    }

    // What members in single precision and the integral leave goes by size, so that the sum is exact.
    private static void ShareOut(double left, Span<double> contributions)
    {
        double size = 0;
        foreach (double contribution in contributions) size += Math.Abs(contribution);
        if (!(size > 0)) return;
        for (int j = 0; j < contributions.Length; j++) contributions[j] += left * (Math.Abs(contributions[j]) / size);
    }

    private static int SlopeCount(MixtureModel model) => model.Members.Count * model.MarginCount * model.MarginCount;

    private static double Sum(ReadOnlySpan<double> numbers)
    {
        double sum = 0;
        foreach (double number in numbers) sum += number;
        return sum;
    }
}
