using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Images.Signing;
using Workflow.Training.Configuration;

namespace Workflow.Cli.Commands.Images.Keys;

/// <summary><c>workflow image keys revoke</c>: a key is trusted no longer.</summary>
internal static class RevokeKeyCommand
{
    private const int ShortestName = 8;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var fingerprint = new Argument<string>("fingerprint") { Description = "Fingerprint of the key, or how it begins" };
        var command = new CommandWithExamples(
            "revoke",
            "Trust a key no longer: nothing that it has signed is deployed again, until somebody else has signed it.",
            "There is no way back. Where it is the key that signs here, rotate it first.",
            "workflow image keys revoke 3f2a9c01") { fingerprint };
        command.SetAction((parsed, cancellationToken) => ImageWork.DoAsync(
            environment,
            async services =>
            {
                TrustedKeyStore store = services.GetRequiredService<TrustedKeyStore>();
                PublicKey key = Find(await store.ListAsync(cancellationToken).ConfigureAwait(false), parsed.GetValue(fingerprint)!);
                bool wasTrusted = await store.RevokeAsync(key.Id, cancellationToken).ConfigureAwait(false);
                Terminal.Note(wasTrusted ? $"{key.Id} is trusted no longer" : $"{key.Id} was revoked already");
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }

    private static PublicKey Find(IReadOnlyList<TrustedKey> keys, string asked)
    {
        if (asked.Length < ShortestName) throw new CliException(string.Create(CultureInfo.InvariantCulture, $"'{asked}' is too short to name a key: give at least {ShortestName} digits"));
        TrustedKey[] found = [.. keys.Where(key => key.Key.Id.StartsWith(asked, StringComparison.Ordinal))];
        if (found is [{ } only]) return only.Key;
        throw new CliException(found.Length > 1
            ? $"'{asked}' begins several keys: {string.Join(", ", found.Select(key => key.Key.Id))}"
            : $"there is no key '{asked}'; {NearestName.Hint(asked, [.. keys.Select(key => key.Key.Id)])}");
    }
}
