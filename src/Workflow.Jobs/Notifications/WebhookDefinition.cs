namespace Workflow.Jobs.Notifications;

/// <summary>Somebody who is told what happens to runs.</summary>
/// <param name="Name">Name, unique in pipelines.yaml.</param>
/// <param name="Url">Where notifications are posted: https, or http on this machine.</param>
/// <param name="Secret">Where the key of their signatures is; never the key.</param>
/// <param name="Events">Of what it is told, from <see cref="NotificationEvents.Chosen"/>.</param>
/// <param name="Pipelines">Of which pipelines; null for all.</param>
public sealed record WebhookDefinition(
    string Name, Uri Url, SecretReference Secret, IReadOnlyList<string> Events, IReadOnlyList<string>? Pipelines);
