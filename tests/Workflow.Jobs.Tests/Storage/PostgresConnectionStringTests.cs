using FsCheck;
using FsCheck.Fluent;
using Npgsql;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Tests.Storage;

public sealed class PostgresConnectionStringTests
{
    private const string Secret = "s3cr3t";

    [Theory]
    [InlineData("postgres://ada:s3cr3t@db.example:6543/flows", "db.example", 6543, "ada", "s3cr3t", "flows")]
    [InlineData("postgresql://ada:s3cr3t@db.example/flows", "db.example", 5432, "ada", "s3cr3t", "flows")]
    [InlineData("postgres://db.example/flows", "db.example", 5432, null, null, "flows")]
    [InlineData("postgres://ada@db.example/flows", "db.example", 5432, "ada", null, "flows")]
    [InlineData("postgres://ada:a%40b%3Ac%2Fd@db.example/my%20flows", "db.example", 5432, "ada", "a@b:c/d", "my flows")]
    [InlineData("postgres://ada:p%3Bq:r@db.example/flows", "db.example", 5432, "ada", "p;q:r", "flows")]
    [InlineData("Host=db.example;Port=6543;Username=ada;Password=s3cr3t;Database=flows", "db.example", 6543, "ada", "s3cr3t", "flows")]
    [InlineData("Server=db.example;User Id=ada;Database=flows", "db.example", 5432, "ada", null, "flows")]
    public void Parse_BothForms_ReadsEveryPart(string text, string host, int port, string? user, string? password, string database)
    {
        NpgsqlConnectionStringBuilder parsed = PostgresConnectionString.Parse(text);
        Assert.Equal((host, port, user, password, database), (parsed.Host, parsed.Port, parsed.Username, parsed.Password, parsed.Database));
    }

    [Fact]
    public void Parse_AddressWithSettings_TakesThem()
    {
        NpgsqlConnectionStringBuilder parsed = PostgresConnectionString.Parse("postgres://db/flows?sslmode=Require&Application%20Name=workflow");
        Assert.Equal(SslMode.Require, parsed.SslMode);
        Assert.Equal("workflow", parsed.ApplicationName);
    }

    [Theory]
    [InlineData("postgres://ada:s3cr3t@db:port/flows")]
    [InlineData("postgres://ada:s3cr3t@db/flows?no such key=1")]
    [InlineData("postgres://ada:s3cr3t@db/flows?Port=abc")]
    [InlineData("postgres://ada:s3cr3t@/flows")]
    [InlineData("postgres://")]
    [InlineData("Host=db;Password=s3cr3t;Port=abc")]
    [InlineData("Host=db;Password=s3cr3t;Port=99999")]
    [InlineData("Host=db;Password=s3cr3t;Nonsense=1")]
    [InlineData("Password=s3cr3t;Database=flows")]
    [InlineData("ada s3cr3t")]
    [InlineData("")]
    public void Constructor_WrongText_IsRefusedWithoutRepeatingIt(string text)
    {
        var refused = Assert.Throws<StorageException>(() => new PostgresDatabase(text));
        Assert.Contains("postgres://user:password@host:port/database", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_AnyTextWithAPassword_NeverRepeatsIt() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(500).WithReplay(31, 33),
        Prop.ForAll(Texts().ToArbitrary(), text =>
        {
            try
            {
                _ = new PostgresDatabase(text);
            }
            catch (StorageException refused)
            {
                Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
            }
        }));

    // Everything near an address, with the password in it.
    private static Gen<string> Texts()
    {
        string[] pieces = ["postgres://", "postgresql://", "ada", ":", "@", "/", "?", "&", "=", ";", "Host=", "Port=", "Password=", "5432", "db", "%", "%40", "[", "]", "#", " ", "\0", "ü", Secret];
        return Gen.Elements(pieces).ListOf().Select(list => string.Concat(list) + Secret);
    }
}
