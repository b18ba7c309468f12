using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Json;

namespace Workflow.Cli.Commands.Images.Keys;

/// <summary><c>workflow image keys list</c>: what is trusted.</summary>
internal static class ListKeysCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Option<bool> json = CommonOptions.Json("the keys");
        var command = new CommandWithExamples("list", "List the keys that are, or were, trusted here.", string.Empty, "workflow image keys list") { json };
        command.SetAction((parsed, cancellationToken) => ImageWork.DoAsync(
            environment,
            async services =>
            {
                IReadOnlyList<TrustedKey> keys = await services.GetRequiredService<TrustedKeyStore>().ListAsync(cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(keys.Select(key => new { key.Key.Id, key.Key.Pem, key.Origin, key.AddedAt, key.RevokedAt })));
                else if (keys.Count == 0) Terminal.Print("no key yet; the first run makes one");
                foreach (TrustedKey key in parsed.GetValue(json) ? [] : keys) Terminal.Print($"{key.Key.Id}  {key.AddedAt:yyyy-MM-dd}  {State(key),-22}  {key.Origin}");
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }

    private static string State(TrustedKey key) => key.RevokedAt is { } revoked ? $"revoked on {revoked:yyyy-MM-dd}" : "trusted";
}
