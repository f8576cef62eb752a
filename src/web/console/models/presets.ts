/** Where well-known providers answer, to start from. */
export interface Preset {
  name: string;
  apiBaseUrl: string;
  modelName: string;
}

export const PRESETS: Preset[] = [
  { name: "OpenAI", apiBaseUrl: "https://api.openai.com/v1", modelName: "gpt-4.1-mini" },
  { name: "OpenRouter", apiBaseUrl: "https://openrouter.ai/api/v1", modelName: "google/gemini-2.5-flash" },
  {
    name: "Qwen",
    apiBaseUrl: "https://dashscope.aliyuncs.com/compatible-mode/v1",
    modelName: "qwen-vl-plus",
  },
  {
    name: "SiliconFlow",
    apiBaseUrl: "https://api.siliconflow.cn/v1",
    modelName: "Qwen/Qwen2.5-VL-32B-Instruct",
  },
];
