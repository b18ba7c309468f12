using Workflow.Jobs.Deployment.Azure;
using Kind = Workflow.Jobs.Deployment.Aci.ContainerGroupReasonKind;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>What Azure's errors of requests mean. The codes are those of the Resource Manager and of Container Instances.</summary>
internal static class ContainerGroupErrors
{
    private const string Role = "Azure Container Instances Contributor Role";

    /// <summary>Whether a change was refused because Azure is still at work on another.</summary>
    public static bool IsBusy(ArmFailure failure) => failure.Status == 409 && failure.Code is
        "ContainerGroupTransitioning" or "Conflict" or "ConflictError" or "OperationInProgress" or "AnotherOperationInProgress" or "ResourceGroupBeingDeleted";

    /// <summary>The status that a request would have been refused with for an error that came later.</summary>
    public static int StatusOf(string code) => code.StartsWith("Internal", StringComparison.Ordinal) || code.EndsWith("Timeout", StringComparison.Ordinal) ? 500 : 409;

    /// <summary>The reason behind a refused or lost request, or behind an operation that failed.</summary>
    public static ContainerGroupReason Explain(ArmFailure failure, ContainerGroupAddress address)
    {
        string said = failure.Message.Trim().TrimEnd('.');
        return OfImage(failure, said)
            ?? OfRoom(failure, said)
            ?? OfPlace(failure, said, address)
            ?? OfAccess(failure, said, address)
            ?? OfRequest(failure, said, address);
    }

    private static ContainerGroupReason? OfImage(ArmFailure failure, string said) => failure.Code switch
    {
        "InaccessibleImage" or "InvalidImageRegistryCredentialType" => PullFailures.NotAccessible(said),
        "ImageNotFound" => PullFailures.NotFound(said),
        "RegistryErrorResponse" => PullFailures.Unreachable(said),
        _ => null,
    };

    private static ContainerGroupReason? OfRoom(ArmFailure failure, string said)
    {
        if (failure.Code.Contains("Quota", StringComparison.Ordinal))
        {
            return new ContainerGroupReason(
                Kind.QuotaExceeded,
                $"the subscription's quota is used up: {said}",
                "Delete container groups that are not needed (az container list), take less cpu, or ask for more quota (Azure portal, Quotas)");
        }

        // As a status of its own it is the service that is away, not the room.
        if (failure.Code is "InsufficientCapacity" or "SkuNotAvailable" || (failure.Code == "ServiceUnavailable" && failure.Status != 503))
        {
            return new ContainerGroupReason(
                Kind.NoCapacity, $"the region has no room for the group now: {said}", "Try again later, take less cpu and memory, or choose another region", IsRetryable: true);
        }

        return failure.Code.StartsWith("DnsNameLabel", StringComparison.Ordinal) || IsLabelTaken(said)
            ? new ContainerGroupReason(Kind.NameLabelTaken, $"the DNS name label is taken by somebody in this region: {said}", "Choose another dnsNameLabel")
            : null;
    }

    private static ContainerGroupReason? OfPlace(ArmFailure failure, string said, ContainerGroupAddress address) => failure.Code switch
    {
        "ResourceGroupNotFound" => new ContainerGroupReason(
            Kind.ResourceGroupMissing,
            $"there is no resource group {address.ResourceGroup} in subscription {address.Subscription}",
            $"Make it (az group create -n {address.ResourceGroup} -l REGION), or name another"),
        "SubscriptionNotFound" or "InvalidSubscriptionId" or "ReadOnlyDisabledSubscription" => new ContainerGroupReason(
            Kind.SubscriptionMissing,
            $"subscription {address.Subscription} cannot be used: {said}",
            "Check its id, and that the credential is of its tenant (az account list)"),
        "MissingSubscriptionRegistration" => new ContainerGroupReason(
            Kind.ProviderNotRegistered,
            $"subscription {address.Subscription} is not registered for Microsoft.ContainerInstance",
            $"Register it once (az provider register --namespace Microsoft.ContainerInstance --subscription {address.Subscription} --wait)"),
        "LocationNotAvailableForResourceType" or "InvalidLocation" or "NoRegisteredProviderFound" => new ContainerGroupReason(
            Kind.RegionNotAvailable,
            $"the region has no container groups of this kind: {said}",
            "Choose another region (az provider show -n Microsoft.ContainerInstance)"),
        _ => null,
    };

    private static ContainerGroupReason? OfAccess(ArmFailure failure, string said, ContainerGroupAddress address) => failure switch
    {
        { Code: "LinkedAuthorizationFailed" } => new ContainerGroupReason(
            Kind.Forbidden,
            $"the credential may not use what the group refers to: {said}",
            "Give it the role Managed Identity Operator on the identity, or Network Contributor on the subnet"),
        { Code: "RequestDisallowedByPolicy" } => new ContainerGroupReason(
            Kind.Prevented, $"a policy of the organisation forbids it: {said}", "Ask whoever keeps the policy, or choose what it allows"),
        { Code: "ScopeLocked" } => new ContainerGroupReason(
            Kind.Prevented, $"a lock forbids it: {said}", "Remove the lock (az lock list), or leave the group as it is"),
        { Status: 403 } => new ContainerGroupReason(
            Kind.Forbidden,
            $"the credential may not do this: {said}",
            $"Give it the role {Role} on resource group {address.ResourceGroup} (az role assignment create); a new role takes some minutes to hold"),
        { Status: 401 } => new ContainerGroupReason(
            Kind.Unauthorized,
            $"Azure does not take the credential: {said}",
            "Check that it is of the subscription's tenant (az account show; AZURE_TENANT_ID)"),
        _ => null,
    };

    private static ContainerGroupReason OfRequest(ArmFailure failure, string said, ContainerGroupAddress address) => failure switch
    {
        { Code: "InvalidContainerGroupUpdate" or "InvalidResourceLocation" } => new ContainerGroupReason(
            Kind.MustBeReplaced, $"Azure cannot change this in a group that is there: {said}", "Delete the group and deploy it again"),
        _ when IsBusy(failure) => new ContainerGroupReason(
            Kind.Busy, $"Azure is still at work on the {address}: {said}", "Try again in some minutes, or delete the group", IsRetryable: true),
        { IsPassing: true } => new ContainerGroupReason(
            Kind.Unreachable, $"Azure cannot be reached or is busy: {said}", "Try again; what is begun is found and continued", IsRetryable: true),
        { Status: 404 } => new ContainerGroupReason(Kind.Missing, $"there is no {address}: {said}", "Deploy it"),
        { Status: >= 400 and < 500, Code: not "" } => new ContainerGroupReason(
            Kind.InvalidRequest, $"Azure does not take the request ({failure.Code}): {said}", "Change what it names in the environment's settings"),
        _ => new ContainerGroupReason(Kind.Unknown, $"Azure refused with status {failure.Status}: {said}", "Look at the group in the Azure portal"),
    };

    private static bool IsLabelTaken(string said) =>
        said.Contains("DNS name label", StringComparison.OrdinalIgnoreCase) && said.Contains("not available", StringComparison.OrdinalIgnoreCase);
}
