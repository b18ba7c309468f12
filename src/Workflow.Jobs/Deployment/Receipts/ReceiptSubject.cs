namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>A deployment that runs for an endpoint, as the endpoint's record tells it.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Role">From <see cref="ReceiptRoles"/>.</param>
/// <param name="Handle">What runs.</param>
/// <param name="PipelineSha256">Digest of the scoring pipeline file.</param>
/// <param name="ImageReference">Reference of the image.</param>
public sealed record ReceiptSubject(EndpointRecord Endpoint, string Role, DeploymentHandle Handle, string PipelineSha256, string ImageReference)
{
    /// <summary>Everything that runs for an endpoint: what serves, what runs beside it, and what is kept warm.</summary>
    public static IEnumerable<ReceiptSubject> Of(EndpointRecord endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (endpoint.IsDestroying) yield break;
        if (endpoint.Deployment is { } serving) yield return new ReceiptSubject(endpoint, ReceiptRoles.Serving, serving, endpoint.PipelineSha256, endpoint.ImageReference);
        if (endpoint.Challenger is { } second) yield return new ReceiptSubject(endpoint, ReceiptRoles.Beside, second.Handle, second.PipelineSha256, second.ImageReference);

        // What is kept warm may do something else as well: one deployment has one receipt.
        if (endpoint.Previous is { } warm && !warm.Handle.IsSameAs(endpoint.Deployment) && !warm.Handle.IsSameAs(endpoint.Challenger?.Handle)) yield return new ReceiptSubject(endpoint, ReceiptRoles.Warm, warm.Handle, warm.PipelineSha256, warm.ImageReference);
    }

    /// <summary>Whether a receipt is about it.</summary>
    public bool Has(Receipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return (Endpoint.Name, Handle.Platform, Handle.Id, ImageReference) == (receipt.Endpoint, receipt.Platform, receipt.Handle, receipt.ImageReference);
    }
}
