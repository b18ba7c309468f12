using System.Globalization;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>
/// A version as a function of AWS Lambda behind an API gateway that asks callers for a key, in Terraform. Equal inputs give equal bytes; there
/// are no secrets in them.
/// </summary>
public static class LambdaExport
{
    private const int LeastMemory = 128, MostMemory = 10_240;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(900);

    /// <summary>Writes it.</summary>
    /// <param name="request">The version.</param>
    /// <param name="options">How it is to run.</param>
    /// <exception cref="ExportException">Amazon would not take it; the message names every value with what is allowed.</exception>
    public static IReadOnlyList<ExportedFile> Write(ExportRequest request, LambdaOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        string name = options.Name ?? request.Model;
        ExportException.Require(
            $"{request.Version} cannot be exported to AWS Lambda",
            [.. LambdaNames.Problems(name, options.Bucket), .. EcrImage.Problems(request, "Lambda", options.Region), .. Size(options)]);
        EcrImage image = EcrImage.TryParse(request.Image)!;
        IReadOnlyList<ExportedFile> files = options.Bucket is null ? Template.BuiltIn("lambda") : [.. Template.BuiltIn("lambda"), .. Template.BuiltIn("lambda-bucket")];
        return Template.Fill(files, TemplateValues.Of(
            request,
            ("function", LambdaNames.Prefix + name),
            ("region", image.Region),
            ("memory", TemplateValues.Whole(options.MemoryMebibytes)),
            ("timeout", TemplateValues.Whole((long)options.Timeout.TotalSeconds)),
            ("bucket", options.Bucket ?? string.Empty),
            ("state", options.Bucket is null ? "in `terraform.tfstate` here" : $"in the bucket `{options.Bucket}`")));
    }

    private static IEnumerable<string> Size(LambdaOptions options)
    {
        if (options.MemoryMebibytes is < LeastMemory or > MostMemory)
            yield return string.Create(CultureInfo.InvariantCulture, $"memory {options.MemoryMebibytes}: {LeastMemory} to {MostMemory} MiB are allowed");
        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > MostTime || options.Timeout.Ticks % TimeSpan.TicksPerSecond != 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"timeout {options.Timeout.TotalSeconds} s: whole seconds from 1 to {MostTime.TotalSeconds} are allowed");
    }
}
