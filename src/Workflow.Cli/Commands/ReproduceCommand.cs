using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs;
using Workflow.Jobs.Json;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Reproduction;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow reproduce</c>: does again what made a version, and compares.</summary>
internal static class ReproduceCommand
{
    private const string Summary = "Train a version again from its recorded lineage, and tell whether every artifact is the same to the bit.";

    private const string Details = """
        Nothing is registered, deployed or reused; a version that gc had removed has its scoring pipeline again afterwards. The source is read by the recipe, split, guarded, trained on and validated with the settings of
        the run that made the version. The first artifact that differs is named; the exit code is then 1.
        """;

    private const string Examples = """
        workflow reproduce hydraulic-cooling@1 --train
        workflow reproduce hydraulic-cooling --train --json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var version = new Argument<string>("version") { Description = "Version (model@7), or model for its newest" };
        Option<bool> train = new("--train") { Description = "Train again and compare the artifacts" };
        Option<bool> json = CommonOptions.Json("one object with the artifacts");
        var command = new CommandWithExamples("reproduce", Summary, Details, Examples) { version, train, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!parsed.GetValue(train)) throw new CliException("say what is to be done again: --train trains the version from its recorded lineage");
            ReproducedVersion reproduction = await TrainAsync(environment, parsed.GetValue(version)!, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(reproduction));
            else Tell(reproduction);
            return reproduction.FirstDifference is null ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    // Here and not in a worker: what is being proven is that this machine, now, comes to the same bytes.
    private static Task<ReproducedVersion> TrainAsync(CliEnvironment environment, string name, CancellationToken cancellationToken) => LocalWork.DoAsync(
        environment,
        name,
        async (services, version) =>
        {
            ReproducedVersion reproduction = await services.GetRequiredService<VersionReproducer>().TrainAgainAsync(version, new Announcer(), cancellationToken).ConfigureAwait(false);

            // What was made again is the very file that was removed.
            if (reproduction.FirstDifference is null && version.RemovedAt is not null
                && await services.GetRequiredService<VersionRemovals>().RestoreAsync(Projects.Default, version.Model, version.PipelineSha256, cancellationToken).ConfigureAwait(false))
            {
                Terminal.Note($"{version.Name} had been removed and is there again; its image is built again when it is deployed: workflow deploy {version.Name} --env NAME");
            }

            return reproduction;
        },
        cancellationToken);

    private static void Tell(ReproducedVersion reproduction)
    {
        foreach (ReproducedArtifact artifact in reproduction.Artifacts)
        {
            Terminal.Print(string.Create(
                CultureInfo.InvariantCulture, $"{$"{artifact.Step}.{artifact.Output}",-22} {(artifact.IsIdentical ? "identical" : "DIFFERS  ")}  {artifact.Made}"));
        }

        if (reproduction.FirstDifference is not { } difference)
        {
            Terminal.Print($"{reproduction.Version.Name} is reproduced: every artifact is identical to the bit, down to the pipeline file that is deployed");
            return;
        }

        Terminal.Print($"{reproduction.Version.Name} is not reproduced: the first artifact that differs is {difference.Output} of step {difference.Step}, on record {difference.Recorded}");
        if (reproduction.Remark is { } remark) Terminal.Print(remark);
    }

    private sealed class Announcer : IProgress<string>
    {
        public void Report(string value) => Terminal.Note($"{value} ...");
    }
}
