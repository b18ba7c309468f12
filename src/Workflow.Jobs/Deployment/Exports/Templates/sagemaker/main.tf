# {{ version }} as an endpoint. The image is named by its digest: what that means cannot change.
locals {
  endpoint = "{{ endpoint }}"
  image    = "{{ image }}"
  role     = "{{ role }}"
}

# SageMaker starts the image with the word serve, and asks at port 8080: /ping and /invocations.
resource "aws_sagemaker_model" "scorer" {
  name                     = "{{ model_name }}"
  execution_role_arn       = local.role == "" ? aws_iam_role.scorer[0].arn : local.role
  enable_network_isolation = true

  primary_container {
    image = local.image
    environment = {
      SCORER_VERSION = "{{ version }}"
    }
  }

  lifecycle {
    create_before_destroy = true
  }

  depends_on = [aws_iam_role_policy.scorer]
}

resource "aws_sagemaker_endpoint_configuration" "scorer" {
  name_prefix = "workflow-"

  production_variants {
    variant_name           = "all"
    model_name             = aws_sagemaker_model.scorer.name
    initial_instance_count = 1
    instance_type          = "{{ instance }}"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_sagemaker_endpoint" "scorer" {
  name                 = local.endpoint
  endpoint_config_name = aws_sagemaker_endpoint_configuration.scorer.name

  depends_on = [aws_cloudwatch_log_group.scorer]
}

resource "aws_cloudwatch_log_group" "scorer" {
  name              = "/aws/sagemaker/Endpoints/${local.endpoint}"
  retention_in_days = 30
}

output "invoke" {
  description = "The request of test.json"
  value       = "aws sagemaker-runtime invoke-endpoint --region {{ region }} --endpoint-name ${local.endpoint} --content-type application/json --body fileb://test.json answer.json"
}
