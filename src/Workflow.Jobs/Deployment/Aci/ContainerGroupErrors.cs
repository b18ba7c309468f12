using Workflow.Jobs.Deployment.Azure;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>What Azure's errors of requests mean. The codes are those of the Resource Manager and of Container Instances.</summary>
internal static class ContainerGroupErrors
{
    private const string Role = "Azure Container Instances Contributor Role";

    /// <summary>Whether a change was refused because Azure is still at work on another.</summary>
    public static bool IsBusy(ArmFailure failure) => failure.Status == 409 && failure.Code is
        "ContainerGroupTransitioning" or "Conflict" or "ConflictError" or "OperationInProgress" or "AnotherOperationInProgress" or "ResourceGroupBeingDeleted";

    /// <summary>The reason behind a refused or lost request.</summary>
    public static ContainerGroupReason Explain(ArmFailure failure, ContainerGroupAddress address)
    {
        string said = failure.Message.Trim().TrimEnd('.');
        return OfImage(failure.Code, said) ?? OfRoom(failure, said) ?? OfPlace(failure, said, address) ?? OfAccess(failure, said, address) ?? OfRequest(failure, said, address);
    }

    /// <summary>The reason behind a provisioning that failed of which only a code is known.</summary>
    public static ContainerGroupReason Explain(string code, string message, ContainerGroupAddress address) =>
        Explain(new ArmFailure(409, code, message, null), address);

    private static ContainerGroupReason? OfImage(string code, string said) => code switch
    {
        "InaccessibleImage" or "InvalidImageRegistryCredentialType" or "ImageRegistryCredentialNotFound" => PullFailures.NotAccessible(said),
        "ImageNotFound" => PullFailures.NotFound(said),
        "RegistryErrorResponse" or "RegistryThrottled" => PullFailures.Unreachable(said),
        _ => null,
    };

    private static ContainerGroupReason? OfRoom(ArmFailure failure, string said) => failure.Code switch
    {
        _ when failure.Code.Contains("Quota", StringComparison.Ordinal) => new ContainerGroupReason(
            ContainerGroupReasonKind.QuotaExceeded, $"the subscription's quota is used up: {said}", "Delete container groups that are not needed, take less cpu, or ask for more quota (az container list; Azure portal, Quotas)"),
        "InsufficientCapacity" or "SkuNotAvailable" or "ZonalAllocationFailed" => NoCapacity(said),
        "ServiceUnavailable" when failure.Status != 503 => NoCapacity(said),
        _ when failure.Code.StartsWith("DnsNameLabel", StringComparison.Ordinal) || failure.Code is "DnsRecordInUse" || IsLabelTaken(said) => new ContainerGroupReason(
            ContainerGroupReasonKind.NameLabelTaken, $"the DNS name label is taken by somebody in this region: {said}", "Choose another dnsNameLabel"),
        _ => null,
    };

    private static ContainerGroupReason? OfPlace(ArmFailure failure, string said, ContainerGroupAddress address) => failure.Code switch
    {
        "ResourceGroupNotFound" => new ContainerGroupReason(
            ContainerGroupReasonKind.ResourceGroupMissing, $"there is no resource group {address.ResourceGroup} in subscription {address.Subscription}", $"Make it (az group create -n {address.ResourceGroup} -l REGION), or name another"),
        "SubscriptionNotFound" or "InvalidSubscriptionId" or "ReadOnlyDisabledSubscription" => new ContainerGroupReason(
            ContainerGroupReasonKind.SubscriptionMissing, $"subscription {address.Subscription} cannot be used: {said}", "Check its id, and that the credential is of its tenant (az account list)"),
        "MissingSubscriptionRegistration" or "SubscriptionNotRegistered" => new ContainerGroupReason(
            ContainerGroupReasonKind.ProviderNotRegistered,
            $"subscription {address.Subscription} is not registered for Microsoft.ContainerInstance",
            $"Register it once (az provider register --namespace Microsoft.ContainerInstance --subscription {address.Subscription} --wait)"),
        "LocationNotAvailableForResourceType" or "InvalidLocation" or "RegionNotSupported" or "NoRegisteredProviderFound" => new ContainerGroupReason(
            ContainerGroupReasonKind.RegionNotAvailable, $"the region has no container groups of this kind: {said}", "Choose another region (az provider show -n Microsoft.ContainerInstance)"),
        _ => null,
    };

    private static ContainerGroupReason? OfAccess(ArmFailure failure, string said, ContainerGroupAddress address) => failure.Code switch
    {
        "LinkedAuthorizationFailed" => new ContainerGroupReason(
            ContainerGroupReasonKind.Forbidden, $"the credential may not use what the group refers to: {said}", "Give it the role Managed Identity Operator on the identity, or Network Contributor on the subnet"),
        "RequestDisallowedByPolicy" => new ContainerGroupReason(
            ContainerGroupReasonKind.Prevented, $"a policy of the organisation forbids it: {said}", "Ask whoever keeps the policy, or choose what it allows"),
        "ScopeLocked" => new ContainerGroupReason(ContainerGroupReasonKind.Prevented, $"a lock forbids it: {said}", "Remove the lock (az lock list), or leave the group as it is"),
        _ when failure.Status == 403 => new ContainerGroupReason(
            ContainerGroupReasonKind.Forbidden,
            $"the credential may not do this: {said}",
            $"Give it the role {Role} on resource group {address.ResourceGroup} (az role assignment create); a new role takes some minutes to hold"),
        _ when failure.Status == 401 => new ContainerGroupReason(
            ContainerGroupReasonKind.Unauthorized, $"Azure does not take the credential: {said}", "Check that it is of the subscription's tenant (az account show; AZURE_TENANT_ID)"),
        _ => null,
    };

    private static ContainerGroupReason OfRequest(ArmFailure failure, string said, ContainerGroupAddress address) => failure switch
    {
        { Code: "InvalidContainerGroupUpdate" } => new ContainerGroupReason(
            ContainerGroupReasonKind.MustBeReplaced, $"Azure cannot change this in a group that is there: {said}", "Delete the group and deploy it again"),
        _ when IsBusy(failure) => new ContainerGroupReason(
            ContainerGroupReasonKind.Busy, $"Azure is still at work on the {address}: {said}", "Try again in some minutes, or delete the group", IsRetryable: true),
        { IsPassing: true } => new ContainerGroupReason(
            ContainerGroupReasonKind.Unreachable, $"Azure cannot be reached or is busy: {said}", "Try again; what is begun is found and continued", IsRetryable: true),
        { Status: 404 } => new ContainerGroupReason(ContainerGroupReasonKind.Missing, $"there is no {address}: {said}", "Deploy it"),
        { Status: 400 or 405 or 409 or 413 or 422, Code: not "" } => new ContainerGroupReason(
            ContainerGroupReasonKind.InvalidRequest, $"Azure does not take the request ({failure.Code}): {said}", "Change what it names in the environment's settings"),
        _ => new ContainerGroupReason(ContainerGroupReasonKind.Unknown, $"Azure refused ({failure.Status} {failure.Code}): {said}", "Look at the group in the Azure portal"),
    };

    private static ContainerGroupReason NoCapacity(string said) =>
        new(ContainerGroupReasonKind.NoCapacity, $"the region has no room for the group now: {said}", "Try again later, take less cpu and memory, or choose another region", IsRetryable: true);

    private static bool IsLabelTaken(string said) =>
        said.Contains("DNS name label", StringComparison.OrdinalIgnoreCase) && said.Contains("not available", StringComparison.OrdinalIgnoreCase);
}
