using System.Globalization;
using Workflow.Jobs.Images;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>What placeholders stand for. Texts among them were checked where they came in: none can be more than a name, an address or a number.</summary>
public static class TemplateValues
{
    /// <summary>What every template may name.</summary>
    public static IReadOnlyDictionary<string, TemplateValue> Of(ExportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new SortedDictionary<string, TemplateValue>(StringComparer.Ordinal)
        {
            ["image"] = new(request.Image.ToString()),
            ["registry"] = new(request.Image.Registry),
            ["repository"] = new(request.Image.Repository),
            ["digest"] = new(request.Digest),
            ["version"] = new(request.Version),
            ["model"] = new(request.Model),
            ["number"] = new(Whole(request.Number)),
            ["model_id"] = new(request.ModelId.ToString()),
            ["pipeline_sha256"] = new(request.PipelineSha256),
            ["port"] = new(Whole(ImageConfig.Port)),
            ["data"] = new(request.IsSimulated ? "simulated" : "real"),
            ["sample_request"] = new(request.Sample.ScoreRequest, IsJson: true),
            ["sample_answer"] = new(request.Sample.ScoreAnswer, IsJson: true),
            ["invocation_request"] = new(request.Sample.InvocationRequest, IsJson: true),
            ["invocation_answer"] = new(request.Sample.InvocationAnswer, IsJson: true),
        };
    }

    /// <summary>The same, with what only one target has.</summary>
    /// <param name="request">The version.</param>
    /// <param name="texts">Name and value of each, checked by the target.</param>
    internal static IReadOnlyDictionary<string, TemplateValue> Of(ExportRequest request, params ReadOnlySpan<(string Name, string Text)> texts)
    {
        var all = new SortedDictionary<string, TemplateValue>((SortedDictionary<string, TemplateValue>)Of(request), StringComparer.Ordinal);
        foreach ((string name, string text) in texts) all.Add(name, new TemplateValue(text));
        return all;
    }

    /// <summary>A whole number as text.</summary>
    internal static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
