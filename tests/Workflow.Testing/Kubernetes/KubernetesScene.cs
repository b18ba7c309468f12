namespace Workflow.Testing.Kubernetes;

/// <summary>What comes next in the life of a Deployment. One scene is played whenever somebody looks at pods, so that time needs no clock.</summary>
public delegate void KubernetesScene(KubernetesRollout rollout);
