using Npgsql;

namespace Workflow.Jobs.Storage;

/// <summary>Reads the two usual ways of naming a PostgreSQL database.</summary>
internal static class PostgresConnectionString
{
    private const string Forms = "the database address is neither postgres://user:password@host:port/database nor Host=...;Database=...";

    /// <summary>Whether a text names a PostgreSQL database.</summary>
    public static bool IsAddress(string text) =>
        text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal);

    /// <summary>Parses <c>postgres://user:password@host:port/database?key=value</c> or <c>Host=...;Database=...</c>.</summary>
    /// <exception cref="StorageException">Neither; the message does not repeat the text, which may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            NpgsqlConnectionStringBuilder builder = IsAddress(text) ? ParseAddress(new Uri(text)) : new NpgsqlConnectionStringBuilder(text);

            // A data source finds the faults of parts that fit together only for the builder: no host, a port behind the host that is none.
            using NpgsqlDataSource check = NpgsqlDataSource.Create(builder);
            return builder.Port is > 0 and <= ushort.MaxValue ? builder : throw new StorageException(Forms);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or KeyNotFoundException or OverflowException or NotSupportedException)
        {
            // Not as the inner exception either: it may quote the text.
            throw new StorageException(Forms);
        }
    }

    private static NpgsqlConnectionStringBuilder ParseAddress(Uri address)
    {
        string[] user = address.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port > 0 ? address.Port : 5432,
            Database = Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')),
        };
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2) builder.Password = Uri.UnescapeDataString(user[1]);
        foreach (string pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            builder[Uri.UnescapeDataString(parts[0])] = Uri.UnescapeDataString(parts.Length == 2 ? parts[1] : string.Empty);
        }

        return builder;
    }
}
