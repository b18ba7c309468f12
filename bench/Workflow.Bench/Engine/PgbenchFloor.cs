using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Workflow.Bench.Engine;

/// <summary>What PostgreSQL itself does: pgbench with a transaction of an update and an insert.</summary>
internal static class PgbenchFloor
{
    private const string Script = """
        \set id random(1, 10000)
        BEGIN;
        UPDATE floor_a SET n = n + 1 WHERE id = :id;
        INSERT INTO floor_b (id, n) VALUES (:id, 1);
        COMMIT;

        """;

    /// <summary>Measures for five seconds.</summary>
    public static async Task<double> TransactionsPerSecondAsync(string address, int clients, CancellationToken cancellationToken)
    {
        await using (var connection = new NpgsqlConnection(address))
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(
                "CREATE TABLE floor_a AS SELECT id, 0 AS n FROM generate_series(1, 10000) id; ALTER TABLE floor_a ADD PRIMARY KEY (id); CREATE TABLE floor_b (id BIGINT, n BIGINT)", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        string script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script, cancellationToken);
            var to = new NpgsqlConnectionStringBuilder(address);
            string program = Directory.EnumerateFiles("/usr/lib/postgresql", "pgbench", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
            string[] arguments =
            [
                "-n", "-M", "prepared", "-T", "5", "-j", "2", "-c", clients.ToString(CultureInfo.InvariantCulture), "-f", script,
                "-h", to.Host!, "-p", to.Port.ToString(CultureInfo.InvariantCulture), "-U", to.Username!, to.Database!,
            ];
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            Match tps = Regex.Match(output, @"^tps = (?<tps>[0-9.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
            return tps.Success ? double.Parse(tps.Groups["tps"].Value, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"pgbench: {output}{await errors}");
        }
        finally
        {
            File.Delete(script);
        }
    }
}
