using System.CommandLine;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Cli.Display;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Json;
using Workflow.Jobs.Registry;

namespace Workflow.Cli.Commands.Images;

/// <summary><c>workflow image inspect</c>: what an image is made of.</summary>
internal static class InspectImageCommand
{
    private const string Summary = "Show what a version's image is made of: its names, layers, labels, and what was signed of it.";

    private const string Details = """
        --lock prints image.lock.json: every part by digest. --sbom prints the bill of materials (SPDX 2.3), --provenance where it comes from
        (SLSA 1). These are printed as they were signed; `workflow image verify` looks at the signatures.
        """;

    private const string Examples = """
        workflow image inspect hydraulic-cooling@3
        workflow image inspect hydraulic-cooling --lock > image.lock.json
        workflow image inspect hydraulic-cooling --sbom > sbom.spdx.json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> version = ImageWork.Version();
        var locked = new Option<bool>("--lock") { Description = "Print the lock: every part by digest" };
        var sbom = new Option<bool>("--sbom") { Description = "Print the bill of materials (SPDX 2.3)" };
        var provenance = new Option<bool>("--provenance") { Description = "Print where it comes from (SLSA 1)" };
        Option<bool> json = CommonOptions.Json("one object with all of it");
        var command = new CommandWithExamples("inspect", Summary, Details, Examples) { version, locked, sbom, provenance, json };
        command.SetAction((parsed, cancellationToken) =>
        {
            string[] asked = [.. Asked((locked, PredicateTypes.Lock), (sbom, PredicateTypes.Sbom), (provenance, PredicateTypes.Provenance))];
            if (asked.Length > 1) throw new CliException("ask for one of --lock, --sbom and --provenance: each is a document of its own");
            return ImageWork.DoAsync(
                environment,
                parsed.GetValue(version)!,
                async (services, found, image) =>
                {
                    IReadOnlyList<ImageStatement> statements = await services.GetRequiredService<ImageStatementStore>().ListAsync(image.ManifestDigest, cancellationToken).ConfigureAwait(false);
                    if (asked is [{ } type])
                    {
                        // What was signed stays on record when the image goes.
                        Terminal.Print(Predicate(found, statements, type));
                        return ExitCodes.Success;
                    }

                    found.RequirePresent();
                    Tell(found, image, services.GetRequiredService<ImageLayout>().ReadManifest(image.ManifestDigest), statements, parsed.GetValue(json));
                    return ExitCodes.Success;
                },
                cancellationToken);

            IEnumerable<string> Asked(params (Option<bool> Option, string Type)[] options) => options.Where(option => parsed.GetValue(option.Option)).Select(option => option.Type);
        });
        return command;
    }

    private static string Predicate(ModelVersion version, IReadOnlyList<ImageStatement> statements, string type)
    {
        ImageStatement said = statements.FirstOrDefault(statement => statement.PredicateType == type)
            ?? throw new CliException($"the image of {version.Name} was not signed: run the pipeline again, ./workflow run {version.Model}");
        return JobsJson.WriteIndented(InTotoStatement.Read(SignedStatement.Read(Encoding.UTF8.GetBytes(said.Envelope)).Document).Predicate);
    }

    private static void Tell(ModelVersion version, BuiltImage image, ImageManifest manifest, IReadOnlyList<ImageStatement> statements, bool asJson)
    {
        if (asJson)
        {
            Terminal.Print(JobsJson.WriteWire(new { version = version.Name, image, manifest.Layers, labels = manifest.Annotations, statements = statements.Select(said => new { said.PredicateType, said.KeyId, said.SignedAt }) }));
            return;
        }

        ImagePrinter.Print(version, image, manifest, statements);
    }
}
