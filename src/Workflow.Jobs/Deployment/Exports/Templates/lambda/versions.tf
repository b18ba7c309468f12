terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "{{ region }}"
  default_tags {
    tags = {
      "workflow.version" = "{{ version }}"
    }
  }
}
