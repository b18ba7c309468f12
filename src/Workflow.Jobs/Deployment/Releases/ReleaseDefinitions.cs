using System.Globalization;
using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Deployment.Releases;

/// <summary>Makes the definitions of runs that deploy a registered version: the environment as pipelines.yaml has it now, the version pinned.</summary>
public sealed class ReleaseDefinitions(VersionStore versions)
{
    /// <summary>The definition of a release.</summary>
    /// <exception cref="PipelineException">There is no such pipeline or environment.</exception>
    /// <exception cref="DeploymentException">There is no such version, or it has no image.</exception>
    public async Task<PipelineDefinition> CreateAsync(PipelinesFile file, ReleaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(request);
        request.Traffic?.Require();
        if (request.UnverifiedReason is { } why && string.IsNullOrWhiteSpace(why)) throw new DeploymentException("an image that is not what was signed is deployed for a reason only: say why, for the record");
        PipelineConfig config = file.Read(request.Pipeline, []);
        string[] environments = [.. config.Environments.Select(environment => environment.Name)];
        if (!environments.Contains(request.Environment, StringComparer.Ordinal))
        {
            throw new PipelineException($"pipeline {config.Name} has no environment '{request.Environment}'; {Remedy(file, request.Environment, environments)}");
        }

        ModelVersion version = await versions.FindAsync(Projects.Default, config.Name, request.Version, cancellationToken).ConfigureAwait(false)
            ?? throw new DeploymentException(string.Create(CultureInfo.InvariantCulture, $"there is no version {config.Name}{(request.Version is { } number ? $"@{number}" : string.Empty)}: workflow versions lists those that there are"));
        version.RequirePresent();
        BuiltImage image = request.Image ?? version.Image ?? throw new DeploymentException($"{version.Name} has no image: its run did not reach build-image");
        var reading = new StepReading(config.Name, request.Environment, []);
        return new PipelineDefinition
        {
            Name = config.Name,
            Environments = config.Environments,
            DeployTo = request.Environment,
            Tags = config.Tags,
            Priority = config.Priority,
            Steps = [.. StandardGraph.Release.Select(reading.WithDefaults)],
            Release = new ReleaseDefinition(version.Number, version.PipelineSha256, image) { Reason = request.Reason, UnverifiedReason = request.UnverifiedReason, Traffic = request.Traffic },
        };
    }

    private static string Remedy(PipelinesFile file, string asked, string[] environments)
    {
        string there = environments.Length == 0 ? "it has none" : $"it has {string.Join(", ", environments)}";
        string nearest = NearestName.Find(asked, environments) is { } meant ? $" (did you mean '{meant}'?)" : string.Empty;
        return $"{there}{nearest}. Declare it under `environments:` of the pipeline in {file.Path}, for example `{asked}: {{platform: docker}}`";
    }
}
