using Workflow.Jobs.Engine;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>What signs the images of a home, and verifies them.</summary>
internal sealed class ImageSigning
{
    public static readonly BuildRun Run = new("0192f0c1-0000-7000-8000-000000000001", "sample", new string('d', 64), new DateTimeOffset(2026, 11, 23, 4, 5, 6, TimeSpan.Zero));

    private readonly IDatabase _database;

    public ImageSigning(WorkflowHome home, IDatabase database, TimeProvider? time = null, string? keyFile = null)
    {
        _database = database;
        Layout = new ImageLayout(home);
        Trusted = new TrustedKeyStore(database, time ?? TimeProvider.System);
        Keys = new SigningKeys(home, Trusted, keyFile);
        Store = new ImageStatementStore(database);
        Statements = new ImageStatements(Layout, Keys);
        Verifier = new ImageVerifier(Layout, Store, Trusted);
    }

    public ImageLayout Layout { get; }

    public TrustedKeyStore Trusted { get; }

    public SigningKeys Keys { get; }

    public ImageStatementStore Store { get; }

    public ImageStatements Statements { get; }

    public ImageVerifier Verifier { get; }

    /// <summary>Signs an image and keeps what was said.</summary>
    public async Task<IReadOnlyList<ImageStatement>> SignAsync(BuiltImage image, EngineLayer engine, string pipelineFile, BuildRun? run = null)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        IReadOnlyList<ImageStatement> signed = await Statements.SignAsync(image, engine, pipelineFile, run ?? Run, cancellation);
        await SaveAsync(signed, cancellation);
        return signed;
    }

    /// <summary>Keeps statements as the step's success would.</summary>
    public Task SaveAsync(IReadOnlyList<ImageStatement> statements, CancellationToken cancellationToken) => _database.WriteAsync(
        async transaction =>
        {
            await ImageStatementStore.WriteAsync(transaction, statements, cancellationToken);
            return true;
        },
        cancellationToken);
}
