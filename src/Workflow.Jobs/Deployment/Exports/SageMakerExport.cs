using System.Text.RegularExpressions;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>A version as an endpoint of Amazon SageMaker, in Terraform. Equal inputs give equal bytes; there are no secrets in them.</summary>
public static partial class SageMakerExport
{
    // Behind the endpoint's name, names of models have a hyphen and so much of the digest: together at most 63.
    private const int DigestCharacters = 12;

    /// <summary>Writes it.</summary>
    /// <param name="request">The version.</param>
    /// <param name="options">How it is to run.</param>
    /// <exception cref="ExportException">Amazon would not take it; the message names every value with what is allowed.</exception>
    public static IReadOnlyList<ExportedFile> Write(ExportRequest request, SageMakerOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        string name = options.Name ?? request.Model;
        ExportException.Require(
            $"{request.Version} cannot be exported to Amazon SageMaker",
            [.. Names(name, options), .. EcrImage.Problems(request, "SageMaker", options.Region)]);
        EcrImage image = EcrImage.TryParse(request.Image)!;
        string hex = request.Digest[(request.Digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return Template.Fill(Template.BuiltIn("sagemaker"), TemplateValues.Of(
            request,
            ("endpoint", name),
            ("model_name", $"{name}-{hex[..DigestCharacters]}"),
            ("region", image.Region),
            ("instance", options.Instance),
            ("role", options.Role ?? string.Empty),
            ("repository_arn", $"arn:{image.Partition}:ecr:{image.Region}:{image.Account}:repository/{request.Image.Repository}")));
    }

    private static IEnumerable<string> Names(string name, SageMakerOptions options)
    {
        if (!EndpointName().IsMatch(name)) yield return $"name '{name}': 1 to 50 letters, digits and '-' between them are allowed";
        if (!InstanceType().IsMatch(options.Instance)) yield return $"instance '{options.Instance}': a type such as ml.m5.large is needed";
        if (options.Role is { } role && !RoleName().IsMatch(role)) yield return $"role '{role}': the ARN of a role is needed, arn:aws:iam::ACCOUNT:role/NAME";
    }

    [GeneratedRegex(@"\A(?!.{51})[A-Za-z0-9](-*[A-Za-z0-9])*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EndpointName();

    [GeneratedRegex(@"\Aml\.[a-z0-9-]{1,20}\.[a-z0-9-]{1,20}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InstanceType();

    [GeneratedRegex(@"\Aarn:aws[a-z-]{0,20}:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoleName();
}
