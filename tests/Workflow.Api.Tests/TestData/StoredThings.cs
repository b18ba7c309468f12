using Dapper;
using Workflow.Jobs;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Testing.Scoring;
using Workflow.Training.Experiments;
using Workflow.Training.Guards;
using Workflow.Training.Splits;
using Workflow.Training.Validation;

namespace Workflow.Api.Tests.TestData;

/// <summary>Puts runs, versions and endpoints into a server's database, as if they had come about.</summary>
internal sealed class StoredThings(RunningServer server)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static PipelineDefinition Definition { get; } = new()
    {
        Name = "stored",
        Model = new ModelDefinition
        {
            Recipe = new PinnedFile("stored.yaml", new string('0', 64)),
            Target = "state",
            Split = new SplitDefinition { TrainName = "train", TestName = "test" },
            Guards = new GuardsDefinition(new LeakageDefinition(), new ShiftDefinition()),
            Train = new ExperimentDefinition(),
            Gates = new GatesDefinition(),
        },
        Environments = [],
        DeployTo = "dev",
        Steps = StandardGraph.Steps,
    };

    /// <summary>Adds runs that are over, one a second.</summary>
    /// <returns>Their identifiers, oldest first.</returns>
    public Task<string[]> AddRunsAsync(int count, RunState state = RunState.Succeeded, string? reason = null, string cause = "test") => WriteAsync(
        async connection =>
        {
            string definition = JobsJson.Write(Definition);
            var ids = new string[count];
            for (int i = 0; i < count; i++)
            {
                DateTimeOffset begun = Start.AddSeconds(i);
                ids[i] = Guid.CreateVersion7(begun).ToString();
                long now = begun.ToUnixTimeMilliseconds();
                await connection.ExecuteAsync(
                    """
                    INSERT INTO run (id, project, pipeline, definition, cause, state, reason, created_at, started_at, ended_at)
                    VALUES (@id, 'default', 'stored', @definition, @cause, @state, @reason, @now, @now, @now)
                    """,
                    new { id = ids[i], definition, cause, state = state.ToString(), reason, now });
            }

            await connection.ExecuteAsync(
                """
                INSERT INTO step (run_id, name, position, state, waiting_for, reason, started_at, ended_at)
                SELECT r.id, s.value, s.key, r.state, 0, r.reason, r.started_at, r.ended_at
                FROM run r, json_each(@steps) s WHERE NOT EXISTS (SELECT 1 FROM step WHERE run_id = r.id)
                """,
                new { steps = JobsJson.Write(Definition.Steps.Select(step => step.Name)) });
            return ids;
        });

    /// <summary>Adds lines, each with its end, to the log of a step.</summary>
    public Task AddLogAsync(string run, long sequence, string step, long fence, string lines) => ExecuteAsync(
        "INSERT INTO step_log (run_id, sequence, step, fence, at, lines) VALUES (@run, @sequence, @step, @fence, 0, @lines)", new { run, sequence, step, fence, lines });

    /// <summary>Registers a version.</summary>
    public async Task<ModelVersion> AddVersionAsync(PipelineDraft draft, string learner = "xgboost", string origin = "mirror a.zip", bool simulated = false)
    {
        byte[] file = draft.ToZip().ToBytes();
        string sha256 = await server.Get<IArtifactStore>().PutAsync(file, TestContext.Current.CancellationToken);
        string run = (await AddRunsAsync(1))[0];
        var summary = new VersionSummary("state", learner, 0.01234567, 0.98765, 0.97, 0.99, origin, simulated, file.Length);
        await WriteAsync(connection => connection.ExecuteAsync(
            """
            INSERT INTO model_version (project, model, number, pipeline_sha256, run_id, summary, created_at)
            VALUES ('default', 'stored', (SELECT COUNT(*) + 1 FROM model_version), @sha256, @run, @summary, @now)
            """,
            new { sha256, run, summary = JobsJson.Write(summary), now = Start.ToUnixTimeMilliseconds() }));
        return (await server.Get<VersionStore>().FindByPipelineAsync(Projects.Default, "stored", sha256, TestContext.Current.CancellationToken))!;
    }

    /// <summary>Adds an endpoint at a port.</summary>
    public Task AddEndpointAsync(string name, int port, string pipelineSha256, bool stopped = false) => WriteAsync(connection => connection.ExecuteAsync(
        """
        INSERT INTO endpoint (project, name, pipeline, environment, port, deployment, pipeline_sha256, image_reference, updated_at)
        VALUES ('default', @name, 'stored', 'dev', @port, @deployment, @pipelineSha256, 'workflow/stored:1', @now)
        """,
        new
        {
            name,
            port,
            deployment = stopped ? null : JobsJson.Write(new DeploymentHandle("process", "0", port)),
            pipelineSha256,
            now = Start.ToUnixTimeMilliseconds(),
        }));

    /// <summary>Carries out SQL that has no better place.</summary>
    public Task ExecuteAsync(string sql, object parameters) => WriteAsync(connection => connection.ExecuteAsync(sql, parameters));

    private Task<T> WriteAsync<T>(Func<System.Data.Common.DbConnection, Task<T>> work) =>
        server.Get<IDatabase>().WriteAsync(transaction => work(transaction.Connection!), TestContext.Current.CancellationToken);
}
