using System.Globalization;
using System.Text.RegularExpressions;
using Workflow.Jobs.Deployment.Kubernetes;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>A version as a service of Google Cloud Run, in its YAML. Equal inputs give equal bytes; there are no secrets in them.</summary>
public static partial class CloudRunExport
{
    private const int MostInstances = 1000;
    private const decimal Mebibyte = 1024 * 1024, Gibibyte = 1024 * Mebibyte;

    // What Cloud Run's second generation allows together.
    private static readonly (int Processors, decimal Least, decimal Most)[] Sizes =
        [(1, 512 * Mebibyte, 4 * Gibibyte), (2, 512 * Mebibyte, 8 * Gibibyte), (4, 2 * Gibibyte, 16 * Gibibyte), (6, 4 * Gibibyte, 24 * Gibibyte), (8, 4 * Gibibyte, 32 * Gibibyte)];

    /// <summary>Writes it.</summary>
    /// <param name="request">The version.</param>
    /// <param name="options">How it is to run.</param>
    /// <exception cref="ExportException">Google would not take it; the message names every value with what is allowed.</exception>
    public static IReadOnlyList<ExportedFile> Write(ExportRequest request, CloudRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        string name = options.Name ?? request.Model;
        CloudRunPlace place = CloudRunPlace.Of(request.Image, options);
        string[] problems = [.. Name(name), .. place.Problems(request), .. Size(options), .. Instances(options)];
        ExportException.Require($"{request.Version} cannot be exported to Google Cloud Run", problems);
        return Template.Fill(Template.BuiltIn("cloud-run"), TemplateValues.Of(
            request,
            ("service", name),
            ("region", place.Region!),
            ("project", place.Project!),
            ("cpu", TemplateValues.Whole(options.Processors)),
            ("memory", options.Memory),
            ("min_instances", TemplateValues.Whole(options.LeastInstances)),
            ("max_instances", TemplateValues.Whole(options.MostInstances))));
    }

    private static IEnumerable<string> Name(string name)
    {
        if (!ServiceName().IsMatch(name)) yield return $"name '{name}': 1 to 49 lower-case letters, digits and '-' are allowed, a letter first and no '-' at the end";
    }

    private static IEnumerable<string> Size(CloudRunOptions options)
    {
        (int processors, decimal least, decimal most) = Array.Find(Sizes, size => size.Processors == options.Processors);
        decimal? memory = MemoryText().IsMatch(options.Memory) ? Quantity.TryParse(options.Memory) : null;
        if (processors == 0) yield return $"cpu {TemplateValues.Whole(options.Processors)}: {string.Join(", ", Sizes.Select(size => size.Processors))} are allowed";
        if (memory is null) yield return $"memory '{options.Memory}': an amount such as 512Mi or 2Gi is needed";
        else if (processors > 0 && (memory < least || memory > most))
            yield return string.Create(CultureInfo.InvariantCulture, $"memory '{options.Memory}': with cpu {processors} {least / Mebibyte:0}Mi to {most / Gibibyte:0}Gi are allowed");
    }

    private static IEnumerable<string> Instances(CloudRunOptions options)
    {
        if (options.MostInstances is < 1 or > MostInstances) yield return $"max instances {TemplateValues.Whole(options.MostInstances)}: 1 to {TemplateValues.Whole(MostInstances)} are allowed";
        else if (options.LeastInstances < 0 || options.LeastInstances > options.MostInstances)
            yield return $"min instances {TemplateValues.Whole(options.LeastInstances)}: 0 to the most, {TemplateValues.Whole(options.MostInstances)}, are allowed";
    }

    [GeneratedRegex(@"\A[a-z]([a-z0-9-]{0,47}[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServiceName();

    [GeneratedRegex(@"\A[1-9][0-9]{0,5}(Mi|Gi)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MemoryText();
}
