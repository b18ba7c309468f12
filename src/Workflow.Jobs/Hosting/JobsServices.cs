using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Artifacts.Locations;
using Workflow.Jobs.Batches;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Aci;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Process;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Deployment.Releases;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Engine;
using Workflow.Jobs.Experiments;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Bases;
using Workflow.Jobs.Images.Bundles;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Distribution.Authentication;
using Workflow.Jobs.Images.Dockerfiles;
using Workflow.Jobs.Images.Pulls;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Ingestion;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Plans;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Reproduction;
using Workflow.Jobs.Requests;
using Workflow.Jobs.Retention;
using Workflow.Jobs.Retention.Garbage;
using Workflow.Jobs.Retention.Garbage.Bins;
using Workflow.Jobs.Retention.Garbage.Roots;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Sources;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Steps.BuildImage;
using Workflow.Jobs.Steps.Deploy;
using Workflow.Jobs.Steps.DeployVersion;
using Workflow.Jobs.Steps.Guard;
using Workflow.Jobs.Steps.Ingest;
using Workflow.Jobs.Steps.Isolation;
using Workflow.Jobs.Steps.Programs;
using Workflow.Jobs.Steps.PublishScorer;
using Workflow.Jobs.Steps.ScoreBatch;
using Workflow.Jobs.Steps.Split;
using Workflow.Jobs.Steps.Train;
using Workflow.Jobs.Steps.Validate;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Telemetry;
using Workflow.Jobs.Triggers;
using Workflow.Jobs.Workers;

namespace Workflow.Jobs.Hosting;

/// <summary>Registers everything that runs pipelines.</summary>
public static class JobsServices
{
    private const string DownloadClient = "downloads";
    private const string RemoteScorerClient = "remote-scorers";
    private const string ScorerHttpClient = "scorers";
    private const string LocalWebhookClient = "webhooks-on-this-machine";
    private const string WebhookHttpClient = "webhooks";

    /// <summary>Registers the jobs.</summary>
    public static IServiceCollection AddWorkflowJobs(this IServiceCollection services, JobsOptions options)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new WorkflowHome(options.HomePath));
        services.AddSingleton<IDatabase>(provider => options.DatabaseAddress is { } address
            ? new PostgresDatabase(address)
            : new SqliteDatabase(provider.GetRequiredService<WorkflowHome>().Database));
        services.AddSingleton<Migrator>();
        services.AddSingleton<DatabasePreparation>();
        services.AddSingleton(provider => ArtifactStores.Open(
            ArtifactLocation.Parse(options.ArtifactsAddress), provider.GetRequiredService<WorkflowHome>(), provider.GetRequiredService<TimeProvider>()));
        services.AddTelemetry().AddSources().AddRuns(options).AddSchedules().AddNotifications().AddImages(options).AddDeployment().AddSteps().AddGarbage().AddPredictions();
        return services;
    }

    private static IServiceCollection AddTelemetry(this IServiceCollection services) => services
        .AddSingleton<QueueMetrics>()
        .AddSingleton(provider => new MetricsReader(StepTelemetry.SourceName, provider.GetRequiredService<QueueMetrics>()));

    private static IServiceCollection AddSources(this IServiceCollection services)
    {
        services.AddHttpClient(DownloadClient, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10), MaxAutomaticRedirections = 5 });
        services.AddSingleton(SourceOptions.FromEnvironment());
        services.AddSingleton<Mirrors>();
        services.AddSingleton<SplitFiles>();
        services.AddSingleton(provider => new Downloader(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(DownloadClient),
            provider.GetRequiredService<WorkflowHome>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new RecipeFiles(provider.GetRequiredService<IHttpClientFactory>().CreateClient(DownloadClient)));
        services.AddSingleton<RunPlans>();
        services.AddSingleton<HomeUse>();
        services.AddSingleton<SourceResolver>();
        return services.AddSingleton(provider =>
        {
            // Commands that only look at data make temporary files without the home's lock: in use until the services are disposed.
            provider.GetRequiredService<HomeUse>();
            return new DatasetIngestion(provider.GetRequiredService<SourceResolver>());
        });
    }

    private static IServiceCollection AddRuns(this IServiceCollection services, JobsOptions options) => services
        .AddSingleton<RunSignal>()
        .AddSingleton<RunListener>()
        .AddSingleton<RunTransitions>()
        .AddSingleton<RunStore>()
        .AddSingleton<RunStarter>()
        .AddSingleton<RunReports>()
        .AddSingleton<ExperimentReports>()
        .AddSingleton<RunFollower>()
        .AddSingleton<RunOutputs>()
        .AddSingleton<RunActions>()
        .AddSingleton<CacheExplainer>()
        .AddSingleton<RunFeed>()
        .AddSingleton<RetentionLoop>()
        .AddSingleton<VersionStore>()
        .AddSingleton<VersionHolds>()
        .AddSingleton<VersionRemovals>()
        .AddSingleton<VersionReproducer>()
        .AddSingleton<StepLogStore>()
        .AddSingleton<StepLogs>()
        .AddSingleton(provider => new StepContainers(provider.GetRequiredService<DockerClient>))
        .AddSingleton<ProgramSteps>()
        .AddSingleton<StepCatalog>()
        .AddSingleton<IStepExecutor>(provider => options.ExecStepCommand is null
            ? new InProcessExecutor()
            : new ChildStepExecutor(options, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<StepTools>()
        .AddSingleton<StepRunner>()
        .AddSingleton<MarkedProcesses>()
        .AddSingleton<AbandonedContainers>()
        .AddSingleton<OrphanWatch>()
        .AddSingleton<WorkerRegistry>()
        .AddSingleton<RunWorker>();

    // Whoever logs requests would log addresses, and those of webhooks may hold what nobody else is to see.
    private static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddHttpClient(LocalWebhookClient, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => WebhookClient.CreateHandler(useProxy: false)).RemoveAllLoggers();
        services.AddHttpClient(WebhookHttpClient, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => WebhookClient.CreateHandler(useProxy: true)).RemoveAllLoggers();
        services.AddSingleton(provider => new WebhookClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(LocalWebhookClient),
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(WebhookHttpClient),
            provider.GetRequiredService<TimeProvider>()));
        return services
            .AddSingleton<IRunEndEffect, RunEndNotifications>()
            .AddSingleton<WebhookReconciler>()
            .AddSingleton<LateRuns>()
            .AddSingleton<NotificationTransitions>()
            .AddSingleton<ForeignWebhooks>()
            .AddSingleton<NotificationStore>()
            .AddSingleton<NotificationSender>();
    }

    private static IServiceCollection AddSchedules(this IServiceCollection services) => services
        .AddSingleton<IRunEndEffect, FollowingRuns>()
        .AddSingleton<RequestStore>()
        .AddSingleton<RequestTurns>()
        .AddSingleton<RequestStarter>()
        .AddSingleton<TriggerStore>()
        .AddSingleton<ArrivalWatch>()
        .AddSingleton<ScheduleStore>()
        .AddSingleton<Backfills>()
        .AddSingleton<Scheduler>()
        .AddSingleton<ScheduleReconciler>()
        .AddSingleton<ScheduleLoops>();

    private static IServiceCollection AddImages(this IServiceCollection services, JobsOptions options) => services
        .AddSingleton(provider => new ScorerPublisher(provider.GetRequiredService<WorkflowHome>(), options.SourceRoot))
        .AddSingleton<ImageLayout>()
        .AddSingleton<ImageBuilder>()
        .AddSingleton<BaseImages>()
        .AddSingleton<BasePins>()
        .AddSingleton<ExtraFiles>()
        .AddSingleton<CustomImages>()
        .AddSingleton<DockerContexts>()
        .AddSingleton<Func<DockerBuild>>(_ => () => new DockerBuild(DockerAddress.CreateClient()))
        .AddSingleton<DockerfileImages>()
        .AddSingleton<PipelineImages>()
        .AddSingleton<VersionImages>()
        .AddSingleton<ImageArchive>()
        .AddSingleton<TrustedKeyStore>()
        .AddSingleton(provider => new SigningKeys(provider.GetRequiredService<WorkflowHome>(), provider.GetRequiredService<TrustedKeyStore>(), options.SigningKeyFile))
        .AddSingleton<ImageStatementStore>()
        .AddSingleton<ImageStatements>()
        .AddSingleton<ImageVerifier>()
        .AddSingleton<StatementManifests>()
        .AddSingleton<ImagePush>()
        .AddSingleton<PushedLayers>()
        .AddSingleton<VersionPush>()
        .AddSingleton<VersionBundles>()
        .AddSingleton<VersionImports>()
        .AddSingleton<BundleImport>()
        .AddSingleton<VersionPull>();

    // The order of the hosts is the order in which `auto` tries them.
    private static IServiceCollection AddDeployment(this IServiceCollection services)
    {
        services.AddHttpClient(ScorerHttpClient).ConfigurePrimaryHttpMessageHandler(LoopbackHttp.CreateHandler).RedactLoggedHeaders(_ => true);
        services.AddSingleton(provider => new ScorerClient(provider.GetRequiredService<IHttpClientFactory>().CreateClient(ScorerHttpClient), provider.GetRequiredService<TimeProvider>())
        {
            Marks = provider.GetRequiredService<ProofMarks>(),
        });
        return services
            .AddSingleton(_ => new DockerClient(DockerAddress.CreateClient()))
            .AddSingleton<IScorerHost, DockerScorerHost>()
            .AddSingleton<UnpackedScorers>()
            .AddSingleton<IScorerHost, ProcessScorerHost>()
            .AddSingleton<ProcessSupervisor>()
            .AddSingleton<ScorerHosts>()
            .AddSingleton<LocalPlaces>()
            .AddSingleton<IPlatform, LocalPlatform>()
            .AddRemotePlatforms()
            .AddSingleton<Platforms>()
            .AddSingleton<EndpointStore>()
            .AddSingleton<DeploymentHistory>()
            .AddSingleton<EndpointHealthCheck>()
            .AddSingleton<EndpointReports>()
            .AddSingleton<GatewayPresence>()
            .AddSingleton<ArmTrafficStore>()
            .AddSingleton<ComparedAnswerStore>()
            .AddSingleton<TrafficTransitions>()
            .AddSingleton<TrafficController>()
            .AddSingleton<SecondVersionHistory>()
            .AddSingleton<TrafficReports>()
            .AddSingleton<TrafficDecisions>()
            .AddSingleton<EnvironmentKeys>()
            .AddSingleton<Deployer>()
            .AddSingleton<VersionDeployment>()
            .AddSingleton<BatchStarter>()
            .AddSingleton<ReleaseDefinitions>()
            .AddSingleton<ServedVersions>()
            .AddSingleton<ReleaseStarter>()
            .AddSingleton<DeploymentPlanner>()
            .AddReceipts()
            .AddRehearsals();
    }

    private static IServiceCollection AddRehearsals(this IServiceCollection services) => services
        .AddSingleton<DeployedEnvironments>()
        .AddSingleton<RehearsalStore>()
        .AddSingleton<RehearsalRemains>()
        .AddSingleton<RehearsedDeployment>()
        .AddSingleton<RollbackRehearsal>()
        .AddSingleton<RehearsalLoop>();

    private static IServiceCollection AddReceipts(this IServiceCollection services) => services
        .AddSingleton(new ReceiptOptions())
        .AddSingleton<Prover>()
        .AddSingleton<ReceiptStore>()
        .AddSingleton<ReceiptMetrics>()
        .AddSingleton<ReceiptTransitions>()
        .AddSingleton<DeploymentsUnderWay>()
        .AddSingleton<ExpectedDeployments>()
        .AddSingleton<ReceiptProver>()
        .AddSingleton<ReceiptKeeper>()
        .AddSingleton<ReceiptsOnDemand>()
        .AddSingleton<ReceiptLoop>();

    // Who the program is for Azure is found out when it is first asked for.
    private static IServiceCollection AddRemotePlatforms(this IServiceCollection services)
    {
        services.AddHttpClient(RemoteScorerClient, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
            .RedactLoggedHeaders(_ => true);
        return services
            .AddSingleton<RegistryImages>()
            .AddSingleton(new AzureOptions())
            .AddSingleton(provider => new Lazy<ContainerGroups>(() => new ContainerGroups(
                provider.GetRequiredService<AzureOptions>(), AzureCredentials.Create(AzureCloud.Public), new AciOptions(), provider.GetRequiredService<TimeProvider>())))
            .AddSingleton(provider => new Lazy<ArmConnection>(() => new ArmConnection(
                provider.GetRequiredService<AzureOptions>(), AzureCredentials.Create(AzureCloud.Public), AksKubeConfigs.ResourceType, AksKubeConfigs.ApiVersion)))
            .AddSingleton<AciPlaces>()
            .AddSingleton(_ => new AciRegistryAccess(new DockerConfigCredentials(DockerConfigCredentials.UsualPath())))
            .AddSingleton<IPlatform>(provider =>
            {
                var scorer = new ScorerClient(provider.GetRequiredService<IHttpClientFactory>().CreateClient(RemoteScorerClient), provider.GetRequiredService<TimeProvider>());
                return ActivatorUtilities.CreateInstance<AciPlatform>(provider, scorer, new RemoteProof(scorer));
            })
            .AddSingleton(new KubernetesOptions())
            .AddSingleton<AksKubeConfigs>()
            .AddSingleton<KubernetesClients>()
            .AddSingleton<WorkloadSpecs>()
            .AddSingleton<IPlatform, KubernetesPlatform>();
    }

    private static IServiceCollection AddSteps(this IServiceCollection services) => services
        .AddSingleton<IStep, IngestStep>()
        .AddSingleton<IStep, SplitStep>()
        .AddSingleton<IStep, GuardStep>()
        .AddSingleton<IStep, TrainStep>()
        .AddSingleton<IStep, ValidateStep>()
        .AddSingleton<IStep, PublishScorerStep>()
        .AddSingleton<IStep, BuildImageStep>()
        .AddSingleton<IStep, DeployStep>()
        .AddSingleton<IStep, DeployVersionStep>()
        .AddSingleton<IStep, ScoreBatchStep>();

    // What is not over comes first: what it makes of it is then seen by those that follow. Bins are emptied in this order: what names something goes before it.
    private static IServiceCollection AddPredictions(this IServiceCollection services) => services
        .AddSingleton<PredictionKeys>()
        .AddSingleton<ProofMarks>()
        .AddSingleton<PredictionStore>()
        .AddSingleton<PredictionIntake>();

    private static IServiceCollection AddGarbage(this IServiceCollection services) => services
        .AddSingleton<IRetentionRoot, UnfinishedRunsRoot>()
        .AddSingleton<IRetentionRoot, ServingRoot>()
        .AddSingleton<IRetentionRoot, HeldRoot>()
        .AddSingleton<IRetentionRoot, NewestRoot>()
        .AddSingleton<RunFiles>()
        .AddSingleton<RetentionSurvey>()
        .AddSingleton(_ => new DockerImages(DockerAddress.CreateClient()))
        .AddSingleton<IGarbageBin, DockerImageBin>()
        .AddSingleton<IGarbageBin, UnpackedScorerBin>()
        .AddSingleton<IGarbageBin, ImageBin>()
        .AddSingleton<IGarbageBin, ImageBlobBin>()
        .AddSingleton<IGarbageBin, ArtifactBin>()
        .AddSingleton<IGarbageBin, ArtifactCopyBin>()
        .AddSingleton<IGarbageBin, LeftoverBin>()
        .AddSingleton<GarbageCollector>();
}
